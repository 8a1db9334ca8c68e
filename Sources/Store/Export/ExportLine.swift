internal import Protobuf

// The lines of an export, read back member by member.

extension JournalV1.ExportLine {
    /// `nil` if these bytes are no line of an export.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let value = JSONValue(bytes), var members = JSONMembers(value) else { return nil }
        self.init()
        line = Self.line(&members)
        guard line != nil, members.isSound else { return nil }
    }

    private static func line(_ members: inout JSONMembers) -> Line? {
        if let head = members.object("head", { JournalV1.ExportHead(&$0) }) { return .head(head) }
        if let user = members.object("user", { JournalV1.User(&$0) }) { return .user(user) }
        if let group = members.object("group", { JournalV1.Group(&$0) }) { return .group(group) }
        if let row = members.object("membership", { JournalV1.SetMembership(&$0) }) { return .membership(row) }
        if let session = members.object("session", { JournalV1.Session(&$0) }) { return .session(session) }
        if let object = members.object("object", { JournalV1.Object(&$0) }) { return .object(object) }
        if let receipt = members.object("receipt", { JournalV1.Receipt(&$0) }) { return .receipt(receipt) }
        return members.object("end", { JournalV1.ExportEnd(&$0) }).map { .end($0) }
    }
}

extension JournalV1.ExportHead {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        version = members.number("version") ?? 0
        state = members.object("state") { .init(&$0) }
    }
}

extension JournalV1.ExportEnd {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        rows = members.number("rows") ?? 0
        digest = members.bytes("digest")
    }
}

extension JournalV1.SnapshotHead {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        revision = members.number("revision") ?? 0
        nextObject = members.number("nextObject") ?? 0
        nextUser = members.number("nextUser") ?? 0
        nextGroup = members.number("nextGroup") ?? 0
        nextSession = members.number("nextSession") ?? 0
        objects = members.number("objects") ?? 0
        users = members.number("users") ?? 0
        groups = members.number("groups") ?? 0
        memberships = members.number("memberships") ?? 0
        sessions = members.number("sessions") ?? 0
        receipts = members.number("receipts") ?? 0
        time = members.number("time") ?? 0
    }
}

extension JournalV1.User {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        id = members.number("id") ?? 0
        login = members.string("login")
        fullName = members.string("fullName")
        email = members.string("email")
        uid = members.number("uid")
        active = members.truth("active")
        defaultGroup = members.number("defaultGroup")
        administration = members.number("administration") ?? 0
        privileges = members.number("privileges") ?? 0
    }
}

extension JournalV1.Group {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        id = members.number("id") ?? 0
        name = members.string("name")
        description = members.string("description")
        level = members.number("level") ?? 0
    }
}

extension JournalV1.SetMembership {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        user = members.number("user") ?? 0
        group = members.number("group") ?? 0
        role = members.number("role") ?? 0
    }
}

extension JournalV1.Session {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        id = members.number("id") ?? 0
        kind = members.number("kind") ?? 0
        user = members.number("user") ?? 0
        opener = members.number("opener") ?? 0
        group = members.number("group")
        administration = members.number("administration") ?? 0
        privileges = members.number("privileges") ?? 0
        readOnly = members.truth("readOnly")
        tokenDigest = members.bytes("tokenDigest")
        uid = members.number("uid") ?? 0
        expires = members.number("expires") ?? 0
        program = members.string("program")
    }
}

extension JournalV1.Object {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        id = members.number("id") ?? 0
        kind = members.number("kind") ?? 0
        owner = members.number("owner") ?? 0
        group = members.number("group") ?? 0
        name = members.string("name")
        parent = members.number("parent") ?? 0
        child = members.number("child") ?? 0
        attributes = members.objects("attributes") { .init(&$0) }
    }
}

extension JournalV1.Receipt {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        revision = members.number("revision") ?? 0
        time = members.number("time") ?? 0
        user = members.number("user") ?? 0
        session = members.number("session") ?? 0
        key = members.string("key")
        request = members.bytes("request")
        reply = members.bytes("reply")
    }
}

extension JournalV1.Attribute {
    /// A second value beside the first is left over, and so no line of an export.
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        field = members.number("field") ?? 0
        if members.has("text") {
            value = .text(members.string("text"))
        } else if members.has("integer") {
            value = members.number("integer").map { .integer($0) }
        } else if members.has("real") {
            value = .real(members.real("real"))
        } else if members.has("truth") {
            value = .truth(members.truth("truth"))
        } else if members.has("bytes") {
            value = .bytes(members.bytes("bytes"))
        } else if members.has("reference") {
            value = members.number("reference").map { .reference($0) }
        } else {
            value = members.object("pairs") { .pairs(.init(&$0)) }
        }
    }
}

extension JournalV1.Pairs {
    fileprivate init(_ members: inout JSONMembers) {
        self.init()
        pairs = members.objects("pairs") { pair in
            .with {
                $0.key = pair.string("key")
                $0.value = pair.string("value")
            }
        }
    }
}
