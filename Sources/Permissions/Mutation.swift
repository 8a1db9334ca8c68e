/// One change of the records. A plan is a list of them; the journal keeps them; applying them is the only thing that
/// changes the state. Each holds all that it needs: applying consults no clock and no chance.
public enum Mutation: Hashable, Sendable {
    case createObject(ObjectID, Object)
    /// Replaces name and attributes.
    case updateObject(ObjectID, name: String, attributes: Attributes)
    case removeObject(ObjectID)
    /// Moves an object to another group.
    case setGroup(ObjectID, GroupID)
    case setOwner(ObjectID, UserID)
    /// Sets or clears `folder.parent`.
    case setParent(ObjectID, ObjectID?)

    case createUser(UserID, User)
    case updateUser(UserID, User)
    case removeUser(UserID)

    case createGroup(GroupID, Group)
    case updateGroup(GroupID, Group)
    case removeGroup(GroupID)

    /// `nil` takes the user out of the group.
    case setMembership(UserID, GroupID, Membership?)

    case openSession(SessionID, Session)
    case endSession(SessionID)
}
