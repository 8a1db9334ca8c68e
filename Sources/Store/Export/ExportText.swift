internal import Protobuf

/// A state as lines of JSON (`EXPORT.md`), handed out piece by piece.
public struct Export: Sendable {
    static let version: UInt32 = 1

    private let state: State
    private var rows: StateRows
    private var count: UInt64 = 0
    private var isStarted = false
    private var isFinished = false

    public init(_ state: State) {
        self.state = state
        rows = StateRows(state)
    }

    /// The next lines, about `size` characters of them; `nil` behind the last.
    public mutating func next(_ size: Int) -> String? {
        guard !isFinished else { return nil }
        var text = ""
        if !isStarted {
            isStarted = true
            text = JSONWriter.line("head") { head in
                head.member("version", Self.version)
                head.member("state") { $0.write(state.head(chain: 0)) }
            }
        }
        while text.utf8.count < size {
            guard let row = rows.next() else {
                isFinished = true
                return text + end
            }
            text += row.line
            count += 1
        }
        return text
    }

    private var end: String {
        JSONWriter.line("end") { end in
            end.member("rows", count)
            end.member("digest", state.digest)
        }
    }
}

extension StateRow {
    fileprivate var line: String {
        switch self {
        case .user(let row): JSONWriter.line("user") { $0.write(row) }
        case .group(let row): JSONWriter.line("group") { $0.write(row) }
        case .membership(let row): JSONWriter.line("membership") { $0.write(row) }
        case .session(let row): JSONWriter.line("session") { $0.write(row) }
        case .object(let row): JSONWriter.line("object") { $0.write(row) }
        case .receipt(let row): JSONWriter.line("receipt") { $0.write(row) }
        }
    }
}

// MARK: - Messages, member by member

extension JSONWriter {
    fileprivate static func line(_ name: String, _ body: (inout JSONWriter) -> Void) -> String {
        object { $0.member(name, body) } + "\n"
    }

    fileprivate mutating func write(_ head: JournalV1.SnapshotHead) {
        member("revision", head.revision)
        member("nextObject", head.nextObject)
        member("nextUser", head.nextUser)
        member("nextGroup", head.nextGroup)
        member("nextSession", head.nextSession)
        member("objects", head.objects)
        member("users", head.users)
        member("groups", head.groups)
        member("memberships", head.memberships)
        member("sessions", head.sessions)
        member("receipts", head.receipts)
        member("time", head.time)
    }

    fileprivate mutating func write(_ row: JournalV1.User) {
        member("id", row.id)
        member("login", row.login)
        member("fullName", row.fullName)
        member("email", row.email)
        always("uid", row.uid)
        member("active", row.active)
        always("defaultGroup", row.defaultGroup)
        member("administration", row.administration)
        member("privileges", row.privileges)
    }

    fileprivate mutating func write(_ row: JournalV1.Group) {
        member("id", row.id)
        member("name", row.name)
        member("description", row.description)
        member("level", row.level)
    }

    fileprivate mutating func write(_ row: JournalV1.SetMembership) {
        member("user", row.user)
        member("group", row.group)
        member("role", row.role)
    }

    fileprivate mutating func write(_ row: JournalV1.Session) {
        member("id", row.id)
        member("kind", row.kind)
        member("user", row.user)
        member("opener", row.opener)
        always("group", row.group)
        member("administration", row.administration)
        member("privileges", row.privileges)
        member("readOnly", row.readOnly)
        member("tokenDigest", row.tokenDigest)
        member("uid", row.uid)
        member("expires", row.expires)
        member("program", row.program)
    }

    fileprivate mutating func write(_ row: JournalV1.Object) {
        member("id", row.id)
        member("kind", row.kind)
        member("owner", row.owner)
        member("group", row.group)
        member("name", row.name)
        member("parent", row.parent)
        member("child", row.child)
        member("attributes", row.attributes) { $1.write($0) }
    }

    fileprivate mutating func write(_ row: JournalV1.Receipt) {
        member("revision", row.revision)
        member("time", row.time)
        member("user", row.user)
        member("session", row.session)
        member("key", row.key)
        member("request", row.request)
        member("reply", row.reply)
    }

    private mutating func write(_ attribute: JournalV1.Attribute) {
        member("field", attribute.field)
        switch attribute.value {
        case .text(let text): always("text", text)
        case .integer(let number): always("integer", "\(number)")
        case .real(let number): always("real", number)
        case .truth(let truth): always("truth", truth)
        case .bytes(let bytes): always("bytes", Base64.text(of: bytes))
        case .pairs(let list):
            member("pairs") { pairs in
                pairs.member("pairs", list.pairs) { pair, object in
                    object.member("key", pair.key)
                    object.member("value", pair.value)
                }
            }
        case .reference(let id): always("reference", "\(id)")
        case nil: break
        }
    }
}
