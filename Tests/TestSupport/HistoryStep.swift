internal import Permissions

/// One step of a history: somebody asks for something.
public struct HistoryStep: Sendable {
    let who: Asker
    let act: HistoryAct
    /// Ids of what it made when the history was first played: later steps mean these.
    var made: [ObjectID] = []
}

/// Who asks, and in what session.
struct Asker: Hashable, Sendable {
    let user: UserID
    let group: GroupID?
    let looksEverywhere: Bool
    let session: SessionKind?
    let isReadOnly: Bool
    /// Of a session that was opened: what is left of the user's administration.
    let administration: Administration

    var caller: Caller {
        var caller = Caller(
            user: user, administration: administration, group: group, session: nil, sessionKind: session,
            isReadOnly: isReadOnly)
        caller.scope = looksEverywhere ? .all : group.map { .group($0) } ?? .all
        return caller
    }
}

/// What is asked for.
enum HistoryAct: Sendable {
    case create(NewObject)
    case link(Kind, ObjectID, ObjectID)
    case unlink(ObjectID)
    case setParent(ObjectID, ObjectID?)
    case edit(ObjectID, describes: Bool)
    case delete([ObjectID], keepsContents: Bool, Inclusion)
    case move([ObjectID], GroupID, Inclusion, into: ObjectID?)
    case copy([ObjectID], GroupID)
    case give([ObjectID], UserID)
    case setLevel(GroupID, Level)
    case administer(NaiveModel.Operation)

    /// The same of other ids.
    func mapped(_ id: (ObjectID) -> ObjectID) -> HistoryAct {
        func reference(_ reference: Reference?) -> Reference? {
            if case .existing(let other)? = reference { .existing(id(other)) } else { reference }
        }
        switch self {
        case .create(var new):
            new.parent = reference(new.parent)
            new.child = reference(new.child)
            new.derivedFrom = reference(new.derivedFrom)
            return .create(new)
        case .link(let kind, let parent, let child): return .link(kind, id(parent), id(child))
        case .unlink(let link): return .unlink(id(link))
        case .setParent(let folder, let parent): return .setParent(id(folder), parent.map(id))
        case .edit(let object, let describes): return .edit(id(object), describes: describes)
        case .delete(let ids, let keeps, let include): return .delete(ids.map(id), keepsContents: keeps, include)
        case .move(let ids, let group, let exclude, let into):
            return .move(ids.map(id), group, exclude, into: into.map(id))
        case .copy(let ids, let group): return .copy(ids.map(id), group)
        case .give(let ids, let user): return .give(ids.map(id), user)
        case .setLevel, .administer: return self
        }
    }
}

extension HistoryStep: CustomStringConvertible {
    public var description: String {
        let place = who.group.map { " in group \($0.rawValue)" } ?? ""
        let session = who.session.map { " (\($0)\(who.isReadOnly ? ", read-only" : ""))" } ?? ""
        let looks = who.looksEverywhere ? "" : ", looking there alone"
        let makes = made.isEmpty ? "" : "   makes \(made.map(\.rawValue))"
        return "user \(who.user.rawValue)\(place)\(session)\(looks): \(act)\(makes)"
    }
}
