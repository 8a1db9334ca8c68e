internal import Permissions

/// What accounts and groups say of themselves, where no rule speaks of it: it is short, and harmless to look at.
enum AccountText {
    /// Checks what is given of a user.
    static func check(fullName: String?, email: String?, uid: UInt32?) throws(CallError) {
        try checkLine(fullName ?? "", field: "full_name")
        try checkLine(email ?? "", field: "email")
        // The kernel takes it for "no uid" in every call.
        if let uid, uid == .max { throw .invalid(.noUID(uid)) }
    }

    /// Checks what is given of a group: it may have lines.
    static func check(description: String?) throws(CallError) {
        try checkSize(description ?? "", max: ServiceLimits.descriptionSizeMax, field: "description")
    }

    private static func checkLine(_ text: String, field: String) throws(CallError) {
        try checkSize(text, max: ServiceLimits.lineSizeMax, field: field)
        guard !Names.hasControlCharacter(text) else { throw .invalid(.controlCharacter(field)) }
    }

    private static func checkSize(_ text: String, max: Int, field: String) throws(CallError) {
        let size = text.utf8.count
        guard size <= max else { throw .invalid(.textTooLong(field, size, max: max)) }
    }
}
