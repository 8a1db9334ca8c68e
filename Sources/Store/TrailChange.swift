public import Permissions

/// What a mutation does. The raw values are the numbers of the fields of `cohort.journal.v1.Mutation`, and the wire's.
public enum ChangeKind: UInt8, CaseIterable, Sendable {
    case createObject = 1
    case updateObject = 2
    case deleteObject = 3
    case moveObject = 4
    case giveObject = 5
    case setParent = 6
    case createUser = 7
    case updateUser = 8
    case deleteUser = 9
    case createGroup = 10
    case updateGroup = 11
    case deleteGroup = 12
    case setMembership = 13
    case openSession = 14
    case endSession = 15
}

/// One change of a record, as the audit trail tells it: what was changed, and not each of its attributes.
public struct TrailChange: Hashable, Sendable {
    public let kind: ChangeKind
    public fileprivate(set) var object: ObjectID?
    /// `nil`: it concerns no object, or the record is too old to say.
    public fileprivate(set) var objectKind: Kind?
    /// Whose the object is from then on, or was when it was deleted.
    public fileprivate(set) var owner: UserID?
    public fileprivate(set) var formerOwner: UserID?
    /// The group that is changed, or that it lies in from then on, or lay in when it was deleted.
    public fileprivate(set) var group: GroupID?
    public fileprivate(set) var formerGroup: GroupID?
    public fileprivate(set) var parent: ObjectID?
    public fileprivate(set) var child: ObjectID?
    public fileprivate(set) var name = ""
    /// The account that is changed, is a member, or has the session.
    public fileprivate(set) var user: UserID?
    public fileprivate(set) var session: SessionID?
    /// Who opened the session.
    public fileprivate(set) var opener: UserID?
    public fileprivate(set) var membership: Membership?
    public fileprivate(set) var level: Level?

    private init(_ kind: ChangeKind) { self.kind = kind }

    /// The same without an end of it that is not to be seen.
    public func showing(parent isParentShown: Bool, child isChildShown: Bool) -> TrailChange {
        var shown = self
        if !isParentShown { shown.parent = nil }
        if !isChildShown { shown.child = nil }
        return shown
    }

    /// Bytes that it takes on the wire at most.
    var size: Int { StoreLimits.changeOverhead + name.utf8.count }
}

extension TrailChange {
    /// `nil` if the message says something that no record says.
    init?(_ message: JournalV1.Mutation) {
        switch message.change {
        case .createObject(let row): self.init(.createObject, row)
        case .updateObject(let row):
            self.init(.updateObject, ObjectID(row.id), message.subject)
            name = row.name
        case .removeObject(let id): self.init(.deleteObject, ObjectID(id), message.subject)
        case .setGroup(let row):
            self.init(.moveObject, ObjectID(row.id), message.subject)
            (formerGroup, group) = (group, GroupID(row.group))
        case .setOwner(let row):
            self.init(.giveObject, ObjectID(row.id), message.subject)
            (formerOwner, owner) = (owner, UserID(row.owner))
        case .setParent(let row):
            self.init(.setParent, ObjectID(row.id), message.subject)
            parent = ObjectID(stored: row.parent)
        case .createUser(let row): self.init(.createUser, UserID(row.id), named: row.login)
        case .updateUser(let row): self.init(.updateUser, UserID(row.id), named: row.login)
        case .removeUser(let id): self.init(.deleteUser, UserID(id), named: "")
        case .createGroup(let row): self.init(.createGroup, row)
        case .updateGroup(let row): self.init(.updateGroup, row)
        case .removeGroup(let id):
            self.init(.deleteGroup)
            group = GroupID(id)
        case .setMembership(let row):
            self.init(.setMembership)
            (user, group, membership) = (UserID(row.user), GroupID(row.group), row.membership)
        case .openSession(let row):
            self.init(.openSession)
            (session, user, opener) = (SessionID(row.id), UserID(row.user), UserID(row.opener))
            group = row.group.map { GroupID($0) }
            name = row.program
        case .endSession(let id):
            self.init(.endSession)
            session = SessionID(id)
            (user, opener) = (message.subject.map { UserID($0.owner) }, message.subject?.opener.map { UserID($0) })
            group = message.subject?.group.map { GroupID($0) }
        case nil: return nil
        }
    }

    private init(_ kind: ChangeKind, _ row: JournalV1.Object) {
        self.init(kind)
        (object, objectKind) = (ObjectID(row.id), UInt8(exactly: row.kind).flatMap(Kind.init))
        (owner, group, name) = (UserID(row.owner), GroupID(row.group), row.name)
        (parent, child) = (ObjectID(stored: row.parent), ObjectID(stored: row.child))
    }

    private init(_ kind: ChangeKind, _ id: ObjectID, _ subject: JournalV1.Subject?) {
        self.init(kind)
        object = id
        guard let subject = subject.map(Subject.init) else { return }
        (objectKind, owner, group) = (subject.kind, subject.owner, subject.group)
        (parent, child) = (subject.parent, subject.child)
    }

    private init(_ kind: ChangeKind, _ id: UserID, named login: String) {
        self.init(kind)
        (user, name) = (id, login)
    }

    private init(_ kind: ChangeKind, _ row: JournalV1.Group) {
        self.init(kind)
        (group, name, level) = (GroupID(row.id), row.name, UInt8(exactly: row.level).flatMap(Level.init))
    }
}
