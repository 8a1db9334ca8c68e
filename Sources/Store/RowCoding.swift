internal import Permissions
internal import Protobuf

extension Object {
    func message(_ id: ObjectID) -> JournalV1.Object {
        .with {
            $0.id = id.rawValue
            $0.kind = UInt32(kind.rawValue)
            $0.owner = owner.rawValue
            $0.group = group.rawValue
            $0.name = name
            $0.parent = parent?.rawValue ?? 0
            $0.child = child?.rawValue ?? 0
            $0.attributes = attributes.messages
        }
    }

    init?(_ row: JournalV1.Object) {
        guard let kind = UInt8(exactly: row.kind).flatMap(Kind.init), let attributes = Attributes(row.attributes),
            row.parent <= PairKey.objectIDMax, row.child <= PairKey.objectIDMax
        else { return nil }
        self.init(
            kind: kind, owner: UserID(row.owner), group: GroupID(row.group), name: row.name,
            parent: ObjectID(stored: row.parent), child: ObjectID(stored: row.child), attributes: attributes)
    }
}

extension Attributes {
    var messages: [JournalV1.Attribute] {
        entries.map { entry in
            .with {
                $0.field = UInt32(entry.field.rawValue)
                $0.value = entry.value.message
            }
        }
    }

    init?(_ messages: [JournalV1.Attribute]) {
        self.init()
        for message in messages {
            guard let field = UInt8(exactly: message.field).flatMap(Field.init), let value = message.value
            else { return nil }
            self[field] = Value(value)
        }
    }
}

extension Value {
    fileprivate var message: JournalV1.Attribute.Value {
        switch self {
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .truth(let truth): .truth(truth)
        case .bytes(let bytes): .bytes(bytes)
        case .reference(let id): .reference(id.rawValue)
        case .pairs(let pairs):
            .pairs(
                .with {
                    $0.pairs = pairs.map { pair in
                        .with {
                            $0.key = pair.key
                            $0.value = pair.value
                        }
                    }
                })
        }
    }

    fileprivate init(_ message: JournalV1.Attribute.Value) {
        self =
            switch message {
            case .text(let text): .text(text)
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .truth(let truth): .truth(truth)
            case .bytes(let bytes): .bytes(bytes)
            case .reference(let id): .reference(ObjectID(id))
            case .pairs(let list): .pairs(list.pairs.map { Pair(key: $0.key, value: $0.value) })
            }
    }
}

extension User {
    func message(_ id: UserID) -> JournalV1.User {
        .with {
            $0.id = id.rawValue
            $0.login = login
            $0.fullName = fullName
            $0.email = email
            $0.uid = uid
            $0.active = isActive
            $0.defaultGroup = defaultGroup?.rawValue
            ($0.administration, $0.privileges) = administration.numbers
        }
    }

    init?(_ row: JournalV1.User) {
        guard let administration = Administration(row.administration, row.privileges) else { return nil }
        self.init(
            login: row.login, fullName: row.fullName, email: row.email, uid: row.uid, isActive: row.active,
            defaultGroup: row.defaultGroup.map { GroupID($0) }, administration: administration)
    }
}

extension Administration {
    fileprivate var numbers: (UInt32, UInt32) {
        switch self {
        case .none: (0, 0)
        case .restricted(let privileges): (1, privileges.rawValue)
        case .full: (2, 0)
        }
    }

    fileprivate init?(_ number: UInt32, _ privileges: UInt32) {
        switch number {
        case 0: self = .none
        case 1: self = .restricted(Privileges(rawValue: privileges))
        case 2: self = .full
        default: return nil
        }
    }
}

extension Group {
    func message(_ id: GroupID) -> JournalV1.Group {
        .with {
            $0.id = id.rawValue
            $0.name = name
            $0.description = description
            $0.level = UInt32(level.rawValue)
        }
    }

    init?(_ row: JournalV1.Group) {
        guard let level = UInt8(exactly: row.level).flatMap(Level.init) else { return nil }
        self.init(name: row.name, description: row.description, level: level)
    }
}

extension JournalV1.SetMembership {
    init(_ user: UserID, _ group: GroupID, _ membership: Membership?) {
        self.init()
        self.user = user.rawValue
        self.group = group.rawValue
        role = UInt32(membership?.rawValue ?? 0)
    }

    var membership: Membership? { UInt8(exactly: role).flatMap(Membership.init) }
}

extension Session {
    func message(_ id: SessionID) -> JournalV1.Session {
        .with {
            $0.id = id.rawValue
            $0.kind = UInt32(kind.rawValue)
            $0.user = user.rawValue
            $0.opener = opener.rawValue
            $0.group = group?.rawValue
            ($0.administration, $0.privileges) = administration.numbers
            $0.readOnly = isReadOnly
            $0.tokenDigest = tokenDigest
            $0.uid = uid
            $0.expires = expires
            $0.program = program
        }
    }

    init?(_ row: JournalV1.Session) {
        guard let kind = UInt8(exactly: row.kind).flatMap(SessionKind.init),
            let administration = Administration(row.administration, row.privileges)
        else { return nil }
        self.init(
            kind: kind, user: UserID(row.user), opener: UserID(row.opener), group: row.group.map { GroupID($0) },
            administration: administration, isReadOnly: row.readOnly, tokenDigest: row.tokenDigest, uid: row.uid,
            expires: row.expires, program: row.program)
    }
}

extension ReceiptRow {
    func message(_ revision: UInt64) -> JournalV1.Receipt {
        .with {
            $0.revision = revision
            $0.time = time
            $0.user = user.rawValue
            $0.session = session.rawValue
            $0.key = receipt.key
            $0.request = receipt.request
            $0.reply = receipt.reply
        }
    }

    init(_ row: JournalV1.Receipt) {
        self.init(
            receipt: Receipt(key: row.key, request: row.request, reply: row.reply), user: UserID(row.user),
            session: SessionID(row.session), time: row.time)
    }
}
