/// Elements in ascending order, each once, as a tree of pages with bounded fan-out (a B+ tree).
///
/// Copying the whole is O(1), and a write copies one page at each level, as in `Table`.
struct SortedSet<Element: Comparable & Sendable>: Sendable {
    private var root = Page()
    private(set) var count = 0

    /// A leaf holds elements, every other page branches.
    fileprivate struct Page: Sendable {
        var elements: [Element] = []
        var branches: [Branch] = []
    }

    /// A page below, and a bound: nothing in the page is less, nothing in the page before is not.
    fileprivate struct Branch: Sendable {
        var least: Element
        var page: Page
    }

    /// Elements in a leaf: about 2 KiB, so that a page copy is one small block.
    fileprivate static var leafSizeMax: Int { Swift.max(16, 2048 / MemoryLayout<Element>.stride) }
    /// Pages below a page.
    fileprivate static var branchCountMax: Int { 32 }

    init() {}

    /// Adds an element. Answers whether it is new.
    @discardableResult
    mutating func insert(_ element: Element) -> Bool {
        let (isNew, split) = root.insert(element)
        if let split {
            let least = root.branches.first?.least ?? root.elements[0]
            root = Page(branches: [Branch(least: least, page: root), split])
        }
        count += isNew ? 1 : 0
        return isNew
    }

    /// Takes an element out. Answers whether it was there.
    @discardableResult
    mutating func remove(_ element: Element) -> Bool {
        guard root.remove(element) else { return false }
        while root.branches.count == 1 { root = root.branches[0].page }
        count -= 1
        return true
    }

    func contains(_ element: Element) -> Bool { self.from(element).first { _ in true } == element }

    /// The elements that are not less than a bound.
    func from(_ bound: Element) -> Elements { Elements(root, from: bound) }
}

// MARK: - Reading

extension SortedSet {
    /// Elements in ascending order from a bound, of the set as it was when this was made.
    struct Elements: Sequence, IteratorProtocol {
        private let root: Page
        private var leaf: [Element]
        private var index: Int
        /// Nothing in the leaf reaches this; `nil`: the leaf is the last.
        private var fence: Element?

        fileprivate init(_ root: Page, from bound: Element) {
            self.root = root
            (leaf, fence) = root.leaf(for: bound)
            index = leaf.partition(before: bound)
        }

        mutating func next() -> Element? {
            while index >= leaf.count {
                guard let bound = fence else { return nil }
                (leaf, fence) = root.leaf(for: bound)
                index = leaf.partition(before: bound)
            }
            defer { index += 1 }
            return leaf[index]
        }
    }
}

extension SortedSet.Page {
    var isLeaf: Bool { branches.isEmpty }

    /// The leaf where an element lies or would lie, and the bound of the leaf after it.
    func leaf(for element: Element) -> (elements: [Element], fence: Element?) {
        var page = self
        var fence: Element?
        while !page.isLeaf {
            let index = page.branches.index(for: element)
            if index + 1 < page.branches.count { fence = page.branches[index + 1].least }
            page = page.branches[index].page
        }
        return (page.elements, fence)
    }
}

extension Array where Element: Comparable {
    /// How many elements of this ascending array are less than a bound.
    fileprivate func partition(before bound: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array {
    /// Which of these branches an element belongs to.
    fileprivate func index<Key>(for element: Key) -> Int where Self.Element == SortedSet<Key>.Branch {
        var low = 1
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].least <= element { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}

// MARK: - Writing

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

// MARK: - Building

extension SortedSet {
    /// The set of an ascending sequence, its pages nearly full. Much faster than inserting one by one.
    init(ascending elements: some Sequence<Element>) {
        var level: [Branch] = []
        var leaf: [Element] = []
        for element in elements {
            if leaf.count == Self.leafSizeMax * 7 / 8 {
                level.append(Branch(least: leaf[0], page: Page(elements: leaf)))
                leaf.removeAll(keepingCapacity: false)
            }
            if leaf.isEmpty { leaf.reserveCapacity(Self.leafSizeMax) }
            precondition(leaf.last.map { $0 < element } ?? true, "a set is built from ascending elements")
            leaf.append(element)
            count += 1
        }
        if !leaf.isEmpty { level.append(Branch(least: leaf[0], page: Page(elements: leaf))) }
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: Self.branchCountMax).map { start in
                let part = Array(level[start..<min(start + Self.branchCountMax, level.count)])
                return Branch(least: part[0].least, page: Page(branches: part))
            }
        }
        if let top = level.first { root = top.page }
    }
}
