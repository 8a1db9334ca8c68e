/// The styles of a list.
enum ListStyle: String, CaseIterable {
    case table, plain, csv, json

    static let option = Option("--style", value: "STYLE", "table, plain, csv or json")
}

extension Arguments {
    /// How a list is to be printed.
    var listStyle: ListStyle {
        get throws(Failure) {
            guard let word = value("--style") else { return has("--json") ? .json : .table }
            guard let style = ListStyle(rawValue: word) else {
                let words = ListStyle.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("`\(word)` is no style: \(words)")
            }
            return style
        }
    }
}

extension Lab {
    /// Rows in the style that was asked for.
    func printList(_ header: [String], _ rows: [[String]]) throws(Failure) {
        switch try arguments.listStyle {
        case .table: Terminal.printTable(header, rows)
        case .plain: for row in rows { Terminal.print(row.map(\.escaped).joined(separator: "\t")) }
        case .csv: for row in [header] + rows { Terminal.print(row.map(\.csv).joined(separator: ",")) }
        case .json: Terminal.print(JSON.array(rows.map { row in json(header, row) }).text)
        }
    }

    /// Only ids are numbers: a name of digits is a name.
    func json(_ header: [String], _ row: [String]) -> JSON {
        .object(
            zip(header, row).map { name, cell in
                let id = ["id", "session"].contains(name) ? UInt64(cell) : nil
                return (name, id.map { .number($0) } ?? .string(cell))
            })
    }
}

extension String {
    /// A cell of a CSV file. One that a spreadsheet would run as a formula is made text.
    var csv: String {
        let safe = first.map { "=+-@".contains($0) } ?? false ? "'" + escaped : escaped
        guard safe.contains(where: { ",\"".contains($0) }) else { return safe }
        let quoted = safe.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) }
        return "\"\(quoted)\""
    }
}
