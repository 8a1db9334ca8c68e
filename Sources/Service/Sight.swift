internal import Permissions
internal import Store

/// How much of which groups a caller sees: all that decides which changes it is told of.
struct Sight: Sendable {
    let caller: Caller
    private(set) var reaches: [GroupID: Reach] = [:]

    init(_ caller: Caller, in state: State) {
        self.caller = caller
        guard !isEverywhere else { return }
        for group in Listing.groups(of: caller, in: state) {
            reaches[group] = Visibility.reach(of: caller, in: group, records: state)
        }
    }

    /// Whether it is all of every group, also of those to come.
    var isEverywhere: Bool { caller.administration.isAdministrator && caller.scope == .all && !caller.isConfined }

    func sees(_ place: Place) -> Bool {
        if isEverywhere { return true }
        return switch reaches[place.group] {
        case .all: true
        case .own: place.owner == caller.user && place.other == caller.user
        case nil: false
        }
    }

    /// Whether anything of the group is in sight, or was until it is looked at anew.
    func covers(_ group: GroupID) -> Bool { isEverywhere || reaches[group] != nil }

    /// Looks at one group anew.
    mutating func look(at group: GroupID, in state: State) {
        guard !isEverywhere else { return }
        reaches[group] = Visibility.reach(of: caller, in: group, records: state)
    }

    /// The groups in sight, ascending.
    func groups(in state: State) -> [GroupID] {
        isEverywhere ? state.allGroups.map(\.0) : reaches.keys.sorted()
    }
}
