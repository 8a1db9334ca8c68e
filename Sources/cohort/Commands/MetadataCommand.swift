internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let metadata = Command(
        "metadata populate", "FILE.csv OBJECT",
        """
        Put what a table says on the images of a Project or Dataset, or the wells of a Screen or Plate, in one step.
        Columns say which: `Dataset Name` and `Image Name`, or `Plate` and `Well`. The others are key-value pairs.
        """,
        [
            Option("--cfg", value: "FILE.yml", "rules of bulk-map, as IDR and `omero metadata` write them"),
            Option("--tags", value: "COLUMNS", "columns whose cells are tags, by their names"),
            Option("--first-well", value: "0 | 1", "the number of the first row and column of wells; 0 by default"),
            Option("--skip-missing", "leave out rows whose object is not there, and list them"),
            Option("--again", "also if the same was done before"),
        ], populate
    ).rehearsable

    private static func populate(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.words(2, "a table and an object")
        let root = try lab.object(words[1])
        let file = try LocalFile(words[0]).readWhole(sizeMax: CSVTable.sizeMax)
        let table = try readTable(file, words[0])
        let rulesFile = try arguments.value("--cfg").map { path throws(Failure) in
            try LocalFile(path).readWhole(sizeMax: YAMLText.sizeMax)
        }
        let record = ImportRecord(
            of: file + (rulesFile ?? []) + Array("\(root.kind.word):\(root.id)".utf8), called: words[0])
        let me = try lab.me()
        if !arguments.has("--again"), try !record.earlier(lab, by: me).isEmpty {
            return Terminal.note("done before: \(words[0].escaped); `--again` does it once more")
        }
        let tags = try arguments.list("--tags").map { name throws(Failure) in
            guard let column = table.column(name) else { throw .usage("the table has no column `\(name)`") }
            return column
        }
        let rules = try rulesFile.map { bytes throws(Failure) in
            try readRules(bytes, arguments.value("--cfg") ?? "", table.header)
        }
        let first = try arguments.number("--first-well") ?? 0
        guard first <= 1 else { throw .usage("wells are counted from 0 or from 1") }
        let targets = try RowTargets(
            of: table, in: root, first: Int(first), lab, withWellImages: rules?.annotatesWellImages ?? false)
        var draft = ImportDraft()
        try addPairs(
            to: &draft, table, rules ?? BulkMap(of: table.header, except: targets.columns + tags), targets, words[0])
        try addTags(to: &draft, table, tags, targets, lab, me)
        guard !draft.entries.isEmpty else { return Terminal.note("nothing to do: no row says anything") }
        let made = draft.entries
        record.add(to: &draft, origin: [], on: [.existing(root.id)])
        _ = try lab.send(draft, isRehearsal: lab.isRehearsal)
        lab.note("made of \(table.rows.count) rows: \(KindCounts(made.map(\.kind)))")
    }

    // MARK: - What is read

    private static func readTable(_ file: [UInt8], _ path: String) throws(Failure) -> CSVTable {
        do throws(CSVTable.Fault) {
            return try CSVTable(file, separator: path.lowercased().hasSuffix(".tsv") ? "\t" : ",")
        } catch {
            throw .file("`\(path)`: \(error)")
        }
    }

    private static func readRules(_ file: [UInt8], _ path: String, _ header: [String]) throws(Failure) -> BulkMap {
        guard let text = String(validating: file, as: UTF8.self) else { throw .file("`\(path)` is not UTF-8") }
        do throws(YAMLFault) {
            return try BulkMap(try YAMLText.value(of: text), for: header)
        } catch {
            throw .file("`\(path)`: \(error)")
        }
    }

    // MARK: - What is made

    private static func addPairs(
        to draft: inout ImportDraft, _ table: CSVTable, _ rules: BulkMap, _ targets: RowTargets, _ path: String
    ) throws(Failure) {
        let annotations: RowAnnotations
        do throws(RowAnnotations.MissingKey) {
            annotations = try RowAnnotations(table, by: rules)
        } catch {
            throw .file(
                "`\(path)`: line \(error.line): the row has no `\(error.key)`, which tells its annotation from others")
        }
        for annotation in annotations.all {
            let objects = annotation.rows.flatMap { targets.objects[$0] }.unique
            guard !objects.isEmpty else { continue }
            let place = draft.add(.map) {
                $0.set(.namespace, .text(annotation.namespace))
                let pairs = annotation.pairs.map { pair in V1.Pair.with { ($0.key, $0.value) = (pair.key, pair.value) }
                }
                $0.set(.pairs, .pairs(.with { $0.pairs = pairs }))
            }
            for object in objects { draft.link(.annotationLink, from: .existing(object), to: place) }
        }
    }

    /// One's own tag of a name goes on; one that is there already is not put on twice.
    private static func addTags(
        to draft: inout ImportDraft, _ table: CSVTable, _ columns: [Int], _ targets: RowTargets, _ lab: Lab,
        _ me: UInt32
    ) throws(Failure) {
        var wanted: [(name: String, objects: [UInt64])] = []
        var places: [String: Int] = [:]
        for (row, objects) in zip(table.rows, targets.objects) {
            for name in columns.map({ row.cells[$0].trimmed }) where !name.isEmpty {
                if places[name] == nil {
                    places[name] = wanted.count
                    wanted.append((name, []))
                }
                wanted[places[name] ?? 0].objects += objects
            }
        }
        for (name, objects) in wanted where !objects.isEmpty {
            let known = try lab.list(.with { ($0.kind, $0.name, $0.owner) = (.tag, name, me) }).first
            let tagged = try known.map { tag throws(Failure) in
                Set(try lab.list(.with { $0.annotation = tag.id }).map(\.id))
            }
            let place = known.map { .existing($0.id) } ?? draft.add(.tag, name: name)
            for object in objects.unique where !(tagged?.contains(object) ?? false) {
                draft.link(.annotationLink, from: .existing(object), to: place)
            }
        }
    }
}

extension [UInt64] {
    /// Each once, in their order.
    fileprivate var unique: [UInt64] {
        var seen: Set<UInt64> = []
        return filter { seen.insert($0).inserted }
    }
}
