internal import Permissions
internal import Store

/// Ascending ids of several ascending sources, each once.
struct MergedIDs: Sequence, IteratorProtocol {
    /// What is left of each.
    private var sources: [State.ObjectIDs]
    /// The next id of each source that has one, as a heap: the least is first.
    private var heads: [(id: ObjectID, source: Int)] = []

    init(_ sources: [State.ObjectIDs]) {
        self.sources = sources
        for index in sources.indices {
            if let id = self.sources[index].next() { heads.append((id, index)) }
        }
        for index in stride(from: heads.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
    }

    mutating func next() -> ObjectID? {
        guard let (least, source) = heads.first else { return nil }
        if let following = sources[source].next() {
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
