internal import Permissions
internal import Protobuf

extension Record {
    var message: JournalV1.Record {
        .with {
            $0.revision = revision
            $0.time = time
            $0.user = author.user.rawValue
            $0.session = author.session.rawValue
            $0.opener = author.opener.rawValue
            $0.mutations = mutations.map(\.message)
            for (index, subject) in subjects.enumerated() { $0.mutations[index].subject = subject?.message }
            $0.sessionKind = UInt32(author.sessionKind?.rawValue ?? 0)
            $0.program = author.program
            $0.receipt = receipt.map { receipt in
                .with {
                    $0.key = receipt.key
                    $0.request = receipt.request
                    $0.reply = receipt.reply
                }
            }
        }
    }

    /// `nil` if the message says something that no record says.
    init?(_ message: JournalV1.Record) {
        let mutations = message.mutations.compactMap(Mutation.init)
        guard mutations.count == message.mutations.count else { return nil }
        guard let author = Author(message) else { return nil }
        self.init(
            revision: message.revision, time: message.time, author: author, mutations: mutations,
            receipt: message.receipt.map { Receipt(key: $0.key, request: $0.request, reply: $0.reply) })
        let subjects = message.mutations.map { $0.subject.map(Subject.init) }
        if subjects.contains(where: { $0 != nil }) { self.subjects = subjects }
    }
}

extension Author {
    /// `nil` if it worked in a session of a kind that there is none of.
    init?(_ message: JournalV1.Record) {
        let kind = UInt8(exactly: message.sessionKind).flatMap(SessionKind.init)
        guard kind != nil || message.sessionKind == 0 else { return nil }
        self.init(
            user: UserID(message.user), session: SessionID(message.session), opener: UserID(message.opener),
            sessionKind: kind, program: message.program)
    }
}

extension Mutation {
    fileprivate var message: JournalV1.Mutation {
        let change: JournalV1.Mutation.Change =
            switch self {
            case .createObject(let id, let object): .createObject(object.message(id))
            case .updateObject(let id, let name, let attributes):
                .updateObject(
                    .with {
                        $0.id = id.rawValue
                        $0.name = name
                        $0.attributes = attributes.messages
                    })
            case .removeObject(let id): .removeObject(id.rawValue)
            case .setGroup(let id, let group):
                .setGroup(
                    .with {
                        $0.id = id.rawValue
                        $0.group = group.rawValue
                    })
            case .setOwner(let id, let owner):
                .setOwner(
                    .with {
                        $0.id = id.rawValue
                        $0.owner = owner.rawValue
                    })
            case .setParent(let id, let parent):
                .setParent(
                    .with {
                        $0.id = id.rawValue
                        $0.parent = parent?.rawValue ?? 0
                    })
            case .createUser(let id, let user): .createUser(user.message(id))
            case .updateUser(let id, let user): .updateUser(user.message(id))
            case .removeUser(let id): .removeUser(id.rawValue)
            case .createGroup(let id, let group): .createGroup(group.message(id))
            case .updateGroup(let id, let group): .updateGroup(group.message(id))
            case .removeGroup(let id): .removeGroup(id.rawValue)
            case .setMembership(let user, let group, let membership):
                .setMembership(.init(user, group, membership))
            case .openSession(let id, let session): .openSession(session.message(id))
            case .endSession(let id): .endSession(id.rawValue)
            }
        return .with { $0.change = change }
    }

    fileprivate init?(_ message: JournalV1.Mutation) {
        switch message.change {
        case .createObject(let row):
            guard let object = Object(row) else { return nil }
            self = .createObject(ObjectID(row.id), object)
        case .updateObject(let row):
            guard let attributes = Attributes(row.attributes) else { return nil }
            self = .updateObject(ObjectID(row.id), name: row.name, attributes: attributes)
        case .removeObject(let id): self = .removeObject(ObjectID(id))
        case .setGroup(let row): self = .setGroup(ObjectID(row.id), GroupID(row.group))
        case .setOwner(let row): self = .setOwner(ObjectID(row.id), UserID(row.owner))
        case .setParent(let row): self = .setParent(ObjectID(row.id), ObjectID(stored: row.parent))
        case .createUser(let row):
            guard let user = User(row) else { return nil }
            self = .createUser(UserID(row.id), user)
        case .updateUser(let row):
            guard let user = User(row) else { return nil }
            self = .updateUser(UserID(row.id), user)
        case .removeUser(let id): self = .removeUser(UserID(id))
        case .createGroup(let row):
            guard let group = Group(row) else { return nil }
            self = .createGroup(GroupID(row.id), group)
        case .updateGroup(let row):
            guard let group = Group(row) else { return nil }
            self = .updateGroup(GroupID(row.id), group)
        case .removeGroup(let id): self = .removeGroup(GroupID(id))
        case .setMembership(let row):
            guard row.role == 0 || row.membership != nil else { return nil }
            self = .setMembership(UserID(row.user), GroupID(row.group), row.membership)
        case .openSession(let row):
            guard let session = Session(row) else { return nil }
            self = .openSession(SessionID(row.id), session)
        case .endSession(let id): self = .endSession(SessionID(id))
        case nil: return nil
        }
    }
}
