/// The key-value annotations that the rows of a table come to.
struct RowAnnotations {
    struct Annotation: Hashable {
        let namespace: String
        var pairs: [Pair]
        /// The rows that it is for.
        var rows: [Int]
    }

    struct Pair: Hashable {
        let key: String
        let value: String
    }

    /// A row that lacks a primary key that it must have.
    struct MissingKey: Error {
        let key: String
        let line: Int
    }

    private(set) var all: [Annotation] = []
    /// Where an annotation stands that rows share.
    private var shared: [SharedKey: Int] = [:]

    private struct SharedKey: Hashable {
        let namespace: String
        let values: [Pair]
    }

    init(_ table: CSVTable, by rules: BulkMap) throws(MissingKey) {
        let places = Dictionary(table.header.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        for (number, row) in table.rows.enumerated() {
            for group in rules.groups {
                let pairs = group.columns.flatMap { Self.pairs(of: row.cells[places[$0.name] ?? 0], by: $0) }
                guard !pairs.isEmpty else { continue }
                guard !group.primaryKeys.isEmpty else {
                    all.append(Annotation(namespace: group.namespace, pairs: pairs, rows: [number]))
                    continue
                }
                guard let key = Self.key(of: pairs, in: group) else {
                    if rules.skipsMissingKeys { continue }
                    throw MissingKey(key: group.primaryKeys[0].joined(separator: ", "), line: row.line)
                }
                share(pairs, by: key, row: number)
            }
        }
    }

    private static func pairs(of cell: String, by column: BulkMap.Column) -> [Pair] {
        var values = [cell]
        if let split = column.split {
            values = cell.split(separator: split, omittingEmptySubsequences: false).map { String($0).trimmed }
        }
        if column.omitsEmpty { values.removeAll(where: \.trimmed.isEmpty) }
        return values.map { Pair(key: column.key, value: column.template?.text(with: $0) ?? $0) }
    }

    /// What tells the annotation of a row from others of its group; `nil` if the row has not all that it takes.
    private static func key(of pairs: [Pair], in group: BulkMap.Group) -> SharedKey? {
        for keys in group.primaryKeys {
            let values = pairs.filter { keys.contains($0.key) && !$0.value.trimmed.isEmpty }
            if Set(values.map(\.key)) == Set(keys) { return SharedKey(namespace: group.namespace, values: values) }
        }
        return nil
    }

    /// Adds a row to the annotation that it shares with others, with those of its pairs that are not there yet.
    private mutating func share(_ pairs: [Pair], by key: SharedKey, row: Int) {
        guard let place = shared[key] else {
            shared[key] = all.count
            all.append(Annotation(namespace: key.namespace, pairs: pairs, rows: [row]))
            return
        }
        for pair in pairs where !all[place].pairs.contains(pair) { all[place].pairs.append(pair) }
        all[place].rows.append(row)
    }
}
