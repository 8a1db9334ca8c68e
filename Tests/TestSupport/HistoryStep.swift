public import Permissions

/// One step of a history: somebody asks for something, at some time.
public struct HistoryStep: Sendable {
    let asker: Asker
    let act: HistoryAct
    /// The clock, in the units of session lifetimes.
    let now: Int64
    /// What it made when the history was first played: later steps mean these.
    var made = HistoryIDs()
    /// The same in words.
    public internal(set) var words = ""
}

/// Who asks, and in what session.
struct Asker: Hashable, Sendable {
    let user: UserID
    /// The session that the connection is bound to; `nil` for the peer's own.
    let session: SessionID?
    /// The group that it names or has switched to.
    let group: GroupID?
    let looksEverywhere: Bool
}

/// What is asked for.
public enum HistoryAct: Sendable {
    case create(NewObject)
    case importList([NewObject])
    case officialScript(String)
    case link(Kind, ObjectID, ObjectID)
    case unlink(ObjectID)
    case setParent(ObjectID, ObjectID?)
    case edit(ObjectID, name: String, Field, Value)
    case delete([ObjectID], keepsContents: Bool, Inclusion)
    case move([ObjectID], GroupID, Inclusion, into: ObjectID?)
    case copy([ObjectID], GroupID)
    case give([ObjectID], UserID)
    case setLevel(GroupID, Level)
    case administer(NaiveModel.Operation)
    case openSudo(UserID, SessionOpening)
    case openScript(UserID, SessionOpening, keepsAdministration: Bool)
    case endSession(SessionID)
    case work(GroupID)

    /// What sort of act it is, for counting.
    var sort: String {
        if case .administer(let operation) = self { return String("\(operation)".prefix { $0.isLetter }) }
        return String("\(self)".prefix { $0.isLetter })
    }
}

/// Ids of things, for replaying a step when others went before it.
struct HistoryIDs: Sendable {
    var objects: [ObjectID] = []
    var users: [UserID] = []
    var groups: [GroupID] = []
    var sessions: [SessionID] = []

    init() {}

    /// What is in a world and was not in another.
    init(from before: World, to after: World) {
        objects = (before.nextObjectID.rawValue..<after.nextObjectID.rawValue).map { ObjectID($0) }
        users = (before.nextUserID.rawValue..<after.nextUserID.rawValue).map { UserID($0) }
        groups = (before.nextGroupID.rawValue..<after.nextGroupID.rawValue).map { GroupID($0) }
        sessions = (before.nextSessionID.rawValue..<after.nextSessionID.rawValue).map { SessionID($0) }
    }
}

/// What ids of the first play are in a later one. What was made by steps that are left out is nothing.
struct HistoryRenaming {
    private let first: World
    private var objects: [ObjectID: ObjectID] = [:]
    private var users: [UserID: UserID] = [:]
    private var groups: [GroupID: GroupID] = [:]
    private var sessions: [SessionID: SessionID] = [:]

    init(from first: World) { self.first = first }

    mutating func note(_ old: HistoryIDs, _ new: HistoryIDs) {
        for (old, new) in zip(old.objects, new.objects) { objects[old] = new }
        for (old, new) in zip(old.users, new.users) { users[old] = new }
        for (old, new) in zip(old.groups, new.groups) { groups[old] = new }
        for (old, new) in zip(old.sessions, new.sessions) { sessions[old] = new }
    }

    func id(_ id: ObjectID) -> ObjectID { id < first.nextObjectID ? id : objects[id] ?? ObjectID(999_999) }
    func id(_ id: UserID) -> UserID { id < first.nextUserID ? id : users[id] ?? UserID(999) }
    func id(_ id: GroupID) -> GroupID { id < first.nextGroupID ? id : groups[id] ?? GroupID(999) }
    func id(_ id: SessionID) -> SessionID { sessions[id] ?? SessionID(999) }
}
