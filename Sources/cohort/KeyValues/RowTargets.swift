internal import CohortClient
internal import Protobuf
internal import Wire

/// The objects that the rows of a table speak of, within one object that is named: images by their names, in datasets by
/// theirs; wells by their place, on plates by their names.
struct RowTargets {
    /// For each row, what its annotations go on; empty where nothing was found.
    private(set) var objects: [[UInt64]] = []
    /// Columns that say which object a row is of.
    let columns: [Int]

    private let table: CSVTable
    private let lab: Lab
    /// The number of the first row and column of wells: 0 by the schema, 1 in files of old.
    private let first: Int

    init(of table: CSVTable, in root: V1.Object, first: Int, _ lab: Lab, withWellImages: Bool) throws(Failure) {
        self.table = table
        self.lab = lab
        self.first = first
        let (container, image) = (table.column("Dataset Name", "Dataset"), table.column("Image Name", "Image"))
        let (plate, well) = (table.column("Plate", "Plate Name"), table.column("Well"))
        switch (root.kind, image, well) {
        case (.project, let image?, _), (.dataset, let image?, _):
            columns = [container, image].compactMap { $0 }
            objects = try images(in: root, container, image)
        case (.screen, _, let well?), (.plate, _, let well?):
            columns = [plate, well, table.column("Well Number")].compactMap { $0 }
            objects = try wells(in: root, plate, well, withImages: withWellImages)
        case (.project, _, _), (.dataset, _, _):
            throw .file("the table has no column `Image Name`: it says which image a row is of")
        case (.screen, _, _), (.plate, _, _):
            throw .file("the table has no column `Well`: it says which well a row is of")
        default: throw .usage("rows belong to a Project, Dataset, Screen or Plate, not to a \(root.kind.word)")
        }
    }

    // MARK: - Images

    private func images(in root: V1.Object, _ container: Int?, _ image: Int) throws(Failure) -> [[UInt64]] {
        let datasets = root.kind == .dataset ? [root] : try contents(of: root.id, .dataset)
        var known: [String: [String: [UInt64]]] = [:]
        for dataset in datasets {
            let images = try contents(of: dataset.id, .image)
            known[dataset.name, default: [:]].merge(images.map { ($0.name, [$0.id]) }) { $0 + $1 }
        }
        return try table.rows.map { row throws(Failure) in
            let name = row.cells[image]
            let places = container.map { [known[row.cells[$0]] ?? [:]] } ?? Array(known.values)
            return try only(Array(Set(places.flatMap { $0[name] ?? [] })), "image `\(name)`", row)
        }
    }

    // MARK: - Wells

    private struct Place: Hashable {
        let row: Int64
        let column: Int64
    }

    private func wells(
        in root: V1.Object, _ plate: Int?, _ well: Int, withImages: Bool
    ) throws(Failure) -> [[UInt64]] {
        let plates = root.kind == .plate ? [root] : try contents(of: root.id, .plate)
        var known: [String: [Place: [UInt64]]] = [:]
        for plate in plates {
            for well in try contents(of: plate.id, .well) {
                let place = Place(row: well.integer(of: .row) ?? -1, column: well.integer(of: .column) ?? -1)
                known[plate.name, default: [:]][place, default: []].append(well.id)
            }
        }
        return try table.rows.map { row throws(Failure) in
            let name = row.cells[well]
            guard let place = place(name) else {
                throw .file("line \(row.line): `\(name)` is no well: write a letter and a number, as A1")
            }
            let places = plate.map { [known[row.cells[$0]] ?? [:]] } ?? Array(known.values)
            let found = try only(places.flatMap { $0[place] ?? [] }, "well `\(name)`", row)
            guard withImages, let well = found.first else { return found }
            let samples = try contents(of: well, .wellSample)
            return found + samples.map(\.child).filter { $0 != 0 }
        }
    }

    /// The place of a well by its name: letters for the row, where AA follows Z, and a number for the column.
    private func place(_ name: String) -> Place? {
        let letters = name.prefix { $0.isASCII && $0.isLetter }.uppercased()
        guard (1...3).contains(letters.count), let column = Int64(name.dropFirst(letters.count)), column > 0 else {
            return nil
        }
        let row = letters.utf8.reduce(0 as Int64) { $0 * 26 + Int64($1) - 64 }
        return Place(row: row - 1 + Int64(first), column: column - 1 + Int64(first))
    }

    // MARK: - Both

    private func contents(of id: UInt64, _ kind: V1.Kind) throws(Failure) -> [V1.Object] {
        try lab.list(.with { ($0.within, $0.kind, $0.scope) = (id, kind, .all) })
    }

    /// The one object that a row can mean.
    private func only(_ found: [UInt64], _ what: String, _ row: CSVTable.Row) throws(Failure) -> [UInt64] {
        if found.count == 1 { return found }
        if found.isEmpty, lab.arguments.has("--skip-missing") {
            Terminal.note("left out: line \(row.line): there is no \(what.escaped) here")
            return []
        }
        throw found.isEmpty
            ? .file("line \(row.line): there is no \(what) here")
            : .file(
                "line \(row.line): there are \(found.count) of the \(what) here: say in which dataset or on which plate"
            )
    }
}
