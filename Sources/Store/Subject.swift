internal import Permissions
internal import Protobuf

/// What a mutation changes, as it was before its record: what the audit trail tells of something that may be gone, and
/// that the mutation itself does not say.
struct Subject: Hashable, Sendable {
    /// `nil`: it is no object.
    var kind: Kind?
    /// Whose it is: of a session, as whom it acts.
    var owner: UserID
    var group: GroupID?
    var parent: ObjectID?
    var child: ObjectID?
    /// Of a session.
    var opener: UserID?
}

extension Subject {
    init(_ facts: ObjectFacts) {
        self.init(kind: facts.kind, owner: facts.owner, group: facts.group, parent: facts.parent, child: facts.child)
    }

    init(_ session: Session) { self.init(owner: session.user, group: session.group, opener: session.opener) }

    init(_ message: JournalV1.Subject) {
        self.init(
            kind: UInt8(exactly: message.kind).flatMap(Kind.init), owner: UserID(message.owner),
            group: message.group.map { GroupID($0) }, parent: ObjectID(stored: message.parent),
            child: ObjectID(stored: message.child), opener: message.opener.map { UserID($0) })
    }

    var message: JournalV1.Subject {
        .with {
            $0.kind = UInt32(kind?.rawValue ?? 0)
            $0.owner = owner.rawValue
            $0.group = group?.rawValue
            $0.parent = parent?.rawValue ?? 0
            $0.child = child?.rawValue ?? 0
            $0.opener = opener?.rawValue
        }
    }
}

extension State {
    /// What these mutations are about to change. Of what they make themselves there is nothing to say, and if there is
    /// nothing to say at all, there are none.
    func subjects(of mutations: [Mutation]) -> [Subject?] {
        let subjects = mutations.map { mutation -> Subject? in
            switch mutation {
            case .updateObject(let id, _, _), .removeObject(let id), .setGroup(let id, _), .setOwner(let id, _),
                .setParent(let id, _):
                facts(of: id).map { Subject($0) }
            case .endSession(let id): session(id).map { Subject($0) }
            case .createObject, .createUser, .updateUser, .removeUser, .createGroup, .updateGroup, .removeGroup,
                .setMembership, .openSession:
                nil
            }
        }
        return subjects.contains { $0 != nil } ? subjects : []
    }
}
