// How a sorted set changes: page by page, each copied if something else holds it.

extension SortedSet.Page {
    mutating func insert(_ element: Element) -> (isNew: Bool, split: SortedSet.Branch?) {
        guard !isLeaf else { return insertIntoLeaf(element) }
        let index = branches.index(for: element)
        let (isNew, split) = branches[index].page.insert(element)
        guard let split else { return (isNew, nil) }
        branches.insertTightly(split, at: index + 1)
        guard branches.count > SortedSet.branchCountMax else { return (isNew, nil) }
        let middle = splitPoint(of: branches.count, insertedAt: index + 1)
        let upper = SortedSet.Page(branches: Array(branches[middle...]))
        branches = Array(branches[..<middle])
        return (isNew, SortedSet.Branch(least: upper.branches[0].least, page: upper))
    }

    private mutating func insertIntoLeaf(_ element: Element) -> (isNew: Bool, split: SortedSet.Branch?) {
        let index = elements.partition(before: element)
        guard index == elements.count || elements[index] != element else { return (false, nil) }
        elements.insertTightly(element, at: index)
        guard elements.count > SortedSet.leafSizeMax else { return (true, nil) }
        let middle = splitPoint(of: elements.count, insertedAt: index)
        let upper = SortedSet.Page(elements: Array(elements[middle...]))
        elements = Array(elements[..<middle])
        return (true, SortedSet.Branch(least: upper.elements[0], page: upper))
    }

    /// Ids ascend, so most pages grow at their end: such a page is left nearly full, any other is halved.
    private func splitPoint(of count: Int, insertedAt index: Int) -> Int {
        index == count - 1 ? count - 1 : count / 2
    }

    mutating func remove(_ element: Element) -> Bool {
        guard !isLeaf else {
            let index = elements.partition(before: element)
            guard index < elements.count, elements[index] == element else { return false }
            elements.remove(at: index)
            return true
        }
        let index = branches.index(for: element)
        guard branches[index].page.remove(element) else { return false }
        if branches[index].page.isSparse { mergeBranch(at: index) }
        return true
    }

    private var isSparse: Bool {
        isLeaf ? elements.count < SortedSet.leafSizeMax / 4 : branches.count < SortedSet.branchCountMax / 4
    }

    /// Joins a sparse page with a neighbour where both fit into one; an empty page goes.
    private mutating func mergeBranch(at index: Int) {
        let left = index > 0 ? index - 1 : index
        let right = left + 1
        guard right < branches.count else { return }
        let lower = branches[left].page
        var upper = branches[right].page
        let fits =
            lower.elements.count + upper.elements.count <= SortedSet.leafSizeMax
            && lower.branches.count + upper.branches.count <= SortedSet.branchCountMax
        guard fits else { return }
        // The first bound of a page may have gone stale, as nothing looks at it there. Now something will.
        if !upper.isLeaf { upper.branches[0].least = branches[right].least }
        branches[left].page = SortedSet.Page(
            elements: lower.elements + upper.elements, branches: lower.branches + upper.branches)
        branches.remove(at: right)
    }
}

extension Array {
    /// Inserts without doubling the capacity: a page is copied by most writes anyway, and half-empty ones would cost
    /// a third of the memory.
    fileprivate mutating func insertTightly(_ element: Element, at index: Int) {
        reserveCapacity((count / 8 + 1) * 8)
        insert(element, at: index)
    }
}
