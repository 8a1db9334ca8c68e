/// Rows by dense, ascending ids, as a tree of pages with bounded fan-out.
///
/// Copying the whole is O(1). The first write to a page that a copy shares copies that page and those above it, and
/// nothing else: so readers, the running batch and a snapshot can each hold a copy of their own.
struct Table<Row: Sendable>: Sendable {
    typealias Page = [Row?]

    /// Pages of rows, in two levels of branches. The root grows by one for each 131,072 ids, all else is bounded.
    private var root: [[[Page]]] = []
    private(set) var count = 0

    /// Where a row lies.
    private struct Path {
        static var rowsInPage: Int { 32 }

        let root, limb, page, row: Int

        init(_ id: UInt64) {
            row = Int(id & 31)
            page = Int(id >> 5 & 63)
            limb = Int(id >> 11 & 63)
            root = Int(id >> 17)
        }

        init(root: Int, limb: Int, page: Int, row: Int) {
            self.root = root
            self.limb = limb
            self.page = page
            self.row = row
        }

        var id: UInt64 { UInt64(root) << 17 | UInt64(limb) << 11 | UInt64(page) << 5 | UInt64(row) }
    }

    @inline(__always)
    private func contains(_ path: Path) -> Bool {
        path.root < root.count && path.limb < root[path.root].count && path.page < root[path.root][path.limb].count
            && path.row < root[path.root][path.limb][path.page].count
    }

    /// The row of an id. Setting `nil` removes it; a page whose rows are all gone is freed.
    subscript(id: UInt64) -> Row? {
        get {
            let path = Path(id)
            return contains(path) ? root[path.root][path.limb][path.page][path.row] : nil
        }
        set {
            if let newValue { set(newValue, at: Path(id)) } else { remove(at: Path(id)) }
        }
    }

    /// What `part` says of a row, without copying the row.
    func read<Part>(_ id: UInt64, _ part: (borrowing Row) -> Part) -> Part? {
        let path = Path(id)
        guard contains(path) else { return nil }
        return switch root[path.root][path.limb][path.page][path.row] {
        case .some(let row): part(row)
        case .none: nil
        }
    }

    /// Changes a row in place. There must be one.
    mutating func update(_ id: UInt64, _ change: (inout Row) -> Void) {
        let path = Path(id)
        precondition(contains(path), "an update names a row that was never made")
        precondition(root[path.root][path.limb][path.page][path.row] != nil, "an update names a row that is gone")
        change(&root[path.root][path.limb][path.page][path.row]!)
    }

    private mutating func set(_ row: Row, at path: Path) {
        while root.count <= path.root { root.append([]) }
        while root[path.root].count <= path.limb { root[path.root].append([]) }
        while root[path.root][path.limb].count <= path.page { root[path.root][path.limb].append([]) }
        if path.row == 0 { root[path.root][path.limb][path.page].reserveCapacity(Path.rowsInPage) }
        while root[path.root][path.limb][path.page].count <= path.row {
            root[path.root][path.limb][path.page].append(nil)
        }
        if root[path.root][path.limb][path.page][path.row] == nil { count += 1 }
        root[path.root][path.limb][path.page][path.row] = row
    }

    private mutating func remove(at path: Path) {
        guard contains(path), root[path.root][path.limb][path.page][path.row] != nil else { return }
        root[path.root][path.limb][path.page][path.row] = nil
        count -= 1
        let isFull = root[path.root][path.limb][path.page].count == Path.rowsInPage
        // A page that is not full yet is the last one: ids to come go there.
        if isFull, root[path.root][path.limb][path.page].allSatisfy({ $0 == nil }) {
            root[path.root][path.limb][path.page] = []
        }
    }
}

extension Table {
    /// Ids and rows in ascending order of ids, of the table as it is now.
    struct Rows: Sequence, IteratorProtocol {
        private let root: [[[Page]]]
        private var path: Path

        fileprivate init(_ root: [[[Page]]], from id: UInt64) {
            self.root = root
            path = Path(id)
        }

        mutating func next() -> (id: UInt64, row: Row)? {
            while path.root < root.count {
                let limb = root[path.root]
                guard path.limb < limb.count else {
                    path = Path(root: path.root + 1, limb: 0, page: 0, row: 0)
                    continue
                }
                guard path.page < limb[path.limb].count else {
                    path = Path(root: path.root, limb: path.limb + 1, page: 0, row: 0)
                    continue
                }
                guard path.row < limb[path.limb][path.page].count else {
                    path = Path(root: path.root, limb: path.limb, page: path.page + 1, row: 0)
                    continue
                }
                let found = path
                path = Path(root: path.root, limb: path.limb, page: path.page, row: path.row + 1)
                if let row = limb[found.limb][found.page][found.row] { return (found.id, row) }
            }
            return nil
        }
    }

    var rows: Rows { rows(from: 0) }

    /// Those with at least this id.
    func rows(from id: UInt64) -> Rows { Rows(root, from: id) }
}
