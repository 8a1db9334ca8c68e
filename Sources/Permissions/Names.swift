/// What is wrong with a name (`PERMISSIONS.md`, section 11).
public enum NameFault: UInt8, Sendable {
    case empty = 1
    case tooLong = 2
    case controlCharacter = 3
    case spaceAtAnEnd = 4
    /// All digits: it would be taken for an id.
    case looksLikeAnID = 5
}

/// The rule for names.
///
/// The standard library has no public way to normalise a string. It compares strings by canonical equivalence, so a
/// name in another normal form than an existing one is taken for the same name; it is kept as it was given.
public enum Names {
    /// Bytes of UTF-8 in the name of a user or group.
    public static let sizeMax = 255
    /// Bytes of UTF-8 in the name of an object: files carry longer ones than people type.
    public static let objectNameSizeMax = 4096

    /// Two names are the same if their keys are equal.
    public static func key(_ name: String) -> String { name.lowercased() }

    /// Checks the name of a user.
    public static func checkLogin(_ name: String) throws(Refusal) {
        if let fault = fault(in: name) { throw .invalidName(fault) }
    }

    /// Checks the name of a group. One of digits only could not be told from an id.
    public static func checkGroupName(_ name: String) throws(Refusal) {
        if let fault = fault(in: name) { throw .invalidName(fault) }
        if name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            throw .invalidName(.looksLikeAnID)
        }
    }

    /// Checks the name of an object. It may be empty, and many may have the same.
    public static func checkObjectName(_ name: String) throws(Refusal) {
        if name.utf8.count > objectNameSizeMax { throw .invalidName(.tooLong) }
        if hasControlCharacter(name) { throw .invalidName(.controlCharacter) }
    }

    /// Checks what a session's opener says will run in it. It may say nothing.
    public static func checkProgram(_ name: String) throws(Refusal) {
        if name.utf8.count > sizeMax { throw .invalidName(.tooLong) }
        if hasControlCharacter(name) { throw .invalidName(.controlCharacter) }
    }

    private static func fault(in name: String) -> NameFault? {
        if name.isEmpty { return .empty }
        if name.utf8.count > sizeMax { return .tooLong }
        if hasControlCharacter(name) { return .controlCharacter }
        if isSpace(name.unicodeScalars.first) || isSpace(name.unicodeScalars.last) { return .spaceAtAnEnd }
        return nil
    }

    /// Whether a terminal would do something at its sight.
    public static func hasControlCharacter(_ name: String) -> Bool {
        // Most names are ASCII: their bytes answer without looking up any property.
        if name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return false }
        return name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func isSpace(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isWhitespace ?? false }
}
