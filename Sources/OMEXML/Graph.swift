/// Things that hold each other.
struct Graph {
    private var indices: [FileID: Int] = [:]
    private var nodes: [FileID] = []
    private var held: [[Int]] = []

    mutating func add(from: FileID, to: FileID) {
        let upper = index(of: from)
        let lower = index(of: to)
        held[upper].append(lower)
    }

    private mutating func index(of id: FileID) -> Int {
        if let index = indices[id] { return index }
        indices[id] = nodes.count
        nodes.append(id)
        held.append([])
        return nodes.count - 1
    }

    /// A node that holds itself, directly or through others.
    ///
    /// Nodes that nothing holds are taken away until none is left; what remains is held by a cycle or in one, and going
    /// up from any of it ends in the cycle.
    var nodeInCycle: FileID? {
        var holders = [Int](repeating: 0, count: nodes.count)
        for lower in held.joined() { holders[lower] += 1 }
        var free = holders.indices.filter { holders[$0] == 0 }
        var rest = Set(holders.indices)
        while let node = free.popLast() {
            rest.remove(node)
            for lower in held[node] {
                holders[lower] -= 1
                if holders[lower] == 0 { free.append(lower) }
            }
        }
        guard let start = rest.min() else { return nil }
        return nodes[nodeAbove(start, within: rest)]
    }

    /// Goes up as many steps as there are nodes; by then it is in a cycle.
    private func nodeAbove(_ start: Int, within rest: Set<Int>) -> Int {
        var holder: [Int: Int] = [:]
        for node in rest.sorted() {
            for lower in held[node] where holder[lower] == nil { holder[lower] = node }
        }
        var node = start
        for _ in rest {
            guard let above = holder[node] else { fatalError("node \(node) lies under a cycle but nothing holds it") }
            node = above
        }
        return node
    }
}
