/// The questions that the law asks of whoever keeps the records. The store's state answers them, and so does the slow
/// model of the tests.
///
/// Nothing here knows who is asking: visibility is the law's own business.
public protocol Records {
    /// Ids in ascending order.
    associatedtype ObjectIDs: Sequence<ObjectID>
    associatedtype UserIDs: Sequence<UserID>
    associatedtype GroupIDs: Sequence<GroupID>

    /// The id that the next created object gets.
    var nextObjectID: ObjectID { get }
    var nextUserID: UserID { get }
    var nextGroupID: GroupID { get }
    var nextSessionID: SessionID { get }

    func user(_ id: UserID) -> User?
    func group(_ id: GroupID) -> Group?
    func object(_ id: ObjectID) -> Object?
    func session(_ id: SessionID) -> Session?
    func membership(of user: UserID, in group: GroupID) -> Membership?

    /// The user with this login, without regard to case.
    func user(named login: String) -> UserID?
    /// The group with this name, without regard to case.
    func group(named name: String) -> GroupID?
    /// The user that an OS account speaks for.
    func user(uid: UInt32) -> UserID?

    /// Members of a group, owners included.
    func members(of group: GroupID) -> UserIDs
    /// The groups of a user, the system groups included.
    func groups(of user: UserID) -> GroupIDs

    /// Objects of `kind` (links and references) that hold `id` at `end`: a dataset's image links are those of kind
    /// `.datasetImageLink` that hold it as `.parent`, an image's ROIs those of kind `.roi`.
    func holders(of id: ObjectID, at end: End, kind: Kind) -> ObjectIDs
    /// All objects that hold `id` at `end`, of whatever kind: by kind, then ascending. Copies get their ids in this
    /// order, so that a plan is one plan whoever keeps the records.
    func holders(of id: ObjectID, at end: End) -> ObjectIDs

    /// Objects of one owner and kind in one group.
    func objects(in group: GroupID, owner: UserID, kind: Kind) -> ObjectIDs
    /// The users who own something in a group, members or not.
    func dataOwners(in group: GroupID) -> UserIDs

    /// What decisions need of an object. Asked for every object of a plan: it should cost no allocation.
    func facts(of id: ObjectID) -> ObjectFacts?
    /// The level of a group.
    func level(of group: GroupID) -> Level?
    /// An attribute that is a reference: the source of an image, the plate run of a well sample.
    func reference(_ field: Field, of id: ObjectID) -> ObjectID?
    /// Objects of one owner, kind and exact name in one group, ascending.
    func objects(named name: String, kind: Kind, owner: UserID, in group: GroupID) -> [ObjectID]
    /// Whether a user owns anything in any group.
    func ownsObjects(_ user: UserID) -> Bool
}

/// Answers by the slow way, for records that have no quicker one.
extension Records {
    public func facts(of id: ObjectID) -> ObjectFacts? { object(id).map(ObjectFacts.init) }

    public func level(of group: GroupID) -> Level? { self.group(group)?.level }

    public func reference(_ field: Field, of id: ObjectID) -> ObjectID? {
        guard case .reference(let referred) = object(id)?.attributes[field] else { return nil }
        return referred
    }

    public func objects(named name: String, kind: Kind, owner: UserID, in group: GroupID) -> [ObjectID] {
        objects(in: group, owner: owner, kind: kind).filter { object($0)?.name == name }
    }

    public func ownsObjects(_ user: UserID) -> Bool {
        (0..<nextGroupID.rawValue).contains { dataOwners(in: GroupID($0)).contains(user) }
    }
}

/// An object without its name and attributes.
public struct ObjectFacts: Hashable, Sendable {
    public var kind: Kind
    public var owner: UserID
    public var group: GroupID
    public var parent: ObjectID?
    public var child: ObjectID?

    public init(kind: Kind, owner: UserID, group: GroupID, parent: ObjectID?, child: ObjectID?) {
        self.kind = kind
        self.owner = owner
        self.group = group
        self.parent = parent
        self.child = child
    }

    public init(_ object: Object) {
        self.init(
            kind: object.kind, owner: object.owner, group: object.group, parent: object.parent, child: object.child)
    }
}
