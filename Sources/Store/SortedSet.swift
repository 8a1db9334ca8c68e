/// Elements in ascending order, each once, as a tree of pages with bounded fan-out (a B+ tree).
///
/// Copying the whole is O(1), and a write copies one page at each level, as in `Table`.
struct SortedSet<Element: Comparable & Sendable>: Sendable {
    private var root = Page()
    private(set) var count = 0

    /// A leaf holds elements, every other page branches.
    struct Page: Sendable {
        var elements: [Element] = []
        var branches: [Branch] = []
    }

    /// A page below, and a bound: nothing in the page is less, nothing in the page before is not.
    struct Branch: Sendable {
        var least: Element
        var page: Page
    }

    /// Elements in a leaf: about 2 KiB, so that a page copy is one small block.
    static var leafSizeMax: Int { Swift.max(16, 2048 / MemoryLayout<Element>.stride) }
    /// Pages below a page.
    static var branchCountMax: Int { 32 }

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

    func contains(_ element: Element) -> Bool { first(from: element) == element }

    /// The least element that is not less than a bound.
    func first(from bound: Element) -> Element? { root.first(from: bound) }

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

    /// The least element that is not less than a bound. It holds no page on its way: every decision asks.
    func first(from bound: Element) -> Element? {
        guard !isLeaf else {
            let index = elements.partition(before: bound)
            return index < elements.count ? elements[index] : nil
        }
        var index = branches.index(for: bound)
        while index < branches.count {
            if let found = branches[index].page.first(from: bound) { return found }
            index += 1
        }
        return nil
    }

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
    func partition(before bound: Element) -> Int {
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
    func index<Key>(for element: Key) -> Int where Self.Element == SortedSet<Key>.Branch {
        var low = 1
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].least <= element { low = middle + 1 } else { high = middle }
        }
        return low - 1
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
