internal import Permissions
internal import Store

/// Ascending ids of several ascending sources, each once.
struct MergedIDs: Sequence, IteratorProtocol {
    /// The next id of each source that has one, as a heap: the least is first.
    private var heads: [(id: ObjectID, rest: State.ObjectIDs)] = []

    init(_ sources: [State.ObjectIDs]) {
        for var source in sources {
            guard let id = source.next() else { continue }
            heads.append((id, source))
        }
        for index in stride(from: heads.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
    }

    mutating func next() -> ObjectID? {
        guard let least = heads.first?.id else { return nil }
        if let following = heads[0].rest.next() {
            heads[0].id = following
        } else {
            heads.swapAt(0, heads.count - 1)
            heads.removeLast()
        }
        sink(from: 0)
        return least
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            var least = index
            for below in [2 * index + 1, 2 * index + 2] where below < heads.count && heads[below].id < heads[least].id {
                least = below
            }
            guard least != index else { return }
            heads.swapAt(index, least)
            index = least
        }
    }
}
