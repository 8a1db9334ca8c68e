/// A table of comma- or tab-separated values (RFC 4180) with a header, every row as wide as that.
struct CSVTable {
    /// Bytes of a file, cells of a row, rows, bytes of a cell: what a person's spreadsheet does not reach.
    static let sizeMax = 64 << 20
    private static let columnsMax = 1_000
    private static let rowsMax = 500_000
    private static let cellSizeMax = 64 << 10

    let header: [String]
    let rows: [Row]

    struct Row {
        /// Where it begins in the file, from 1.
        let line: Int
        let cells: [String]
    }

    /// Why a table was refused; lines count from 1.
    enum Fault: Error, Hashable, CustomStringConvertible {
        case notUTF8
        case empty
        case openQuote(line: Int)
        case strayQuote(line: Int)
        case width(Int, wanted: Int, line: Int)
        case overLimit(String, max: Int, line: Int)

        var description: String {
            switch self {
            case .notUTF8: "this is not UTF-8; save the file as UTF-8"
            case .empty: "there is no header; the first line says what the columns are"
            case .openQuote(let line): "line \(line): a quoted cell does not end; close the quote"
            case .strayQuote(let line): "line \(line): text follows a quoted cell; double the quotes inside of cells"
            case .width(let count, let wanted, let line):
                "line \(line): the row has \(count) cells and the header \(wanted); make them as many"
            case .overLimit(let what, let max, let line): "line \(line): more than \(max) \(what); split the file"
            }
        }
    }

    /// - Parameter separator: `,` or a tab.
    init(_ file: [UInt8], separator: Character) throws(Fault) {
        guard let text = String(validating: file, as: UTF8.self) else { throw .notUTF8 }
        var reader = CSVReader(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text, separator: separator)
        guard let first = try reader.next() else { throw .empty }
        header = first.cells.map(\.trimmed)
        try Self.check(header.count, "columns", max: Self.columnsMax, line: 1)
        var rows: [Row] = []
        while let row = try reader.next() {
            // Spreadsheets leave empty lines at the end.
            if row.cells == [""] { continue }
            guard row.cells.count == header.count else {
                throw .width(row.cells.count, wanted: header.count, line: row.line)
            }
            for cell in row.cells {
                try Self.check(cell.utf8.count, "bytes in a cell", max: Self.cellSizeMax, line: row.line)
            }
            rows.append(row)
            try Self.check(rows.count, "rows", max: Self.rowsMax, line: row.line)
        }
        self.rows = rows
    }

    private static func check(_ count: Int, _ what: String, max: Int, line: Int) throws(Fault) {
        guard count <= max else { throw .overLimit(what, max: max, line: line) }
    }

    /// The place of the first column with one of these names, without regard to case.
    func column(_ names: String...) -> Int? {
        header.firstIndex { name in names.contains { $0.lowercased() == name.lowercased() } }
    }
}

/// Reads rows one after the other.
private struct CSVReader {
    private let scalars: [Unicode.Scalar]
    private let separator: Unicode.Scalar
    private var at = 0
    private var line = 1

    init(_ text: String, separator: Character) {
        scalars = Array(text.unicodeScalars)
        self.separator = separator.unicodeScalars.first ?? ","
    }

    /// The next row; `nil` behind the last.
    mutating func next() throws(CSVTable.Fault) -> CSVTable.Row? {
        guard at < scalars.count else { return nil }
        let start = line
        var cells: [String] = []
        while true {
            cells.append(scalars.indices.contains(at) && scalars[at] == "\"" ? try quoted() : plain())
            guard at < scalars.count else { break }
            let ending = scalars[at]
            at += 1
            if ending == separator { continue }
            if ending == "\r", at < scalars.count, scalars[at] == "\n" { at += 1 }
            line += 1
            break
        }
        return CSVTable.Row(line: start, cells: cells)
    }

    private func isEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == separator || scalar == "\n" || scalar == "\r" }

    private mutating func plain() -> String {
        let start = at
        while at < scalars.count, !isEnd(scalars[at]) { at += 1 }
        return String(String.UnicodeScalarView(scalars[start..<at]))
    }

    private mutating func quoted() throws(CSVTable.Fault) -> String {
        let start = line
        var text = String.UnicodeScalarView()
        at += 1
        while at < scalars.count {
            let scalar = scalars[at]
            at += 1
            if scalar == "\n" { line += 1 }
            guard scalar == "\"" else {
                text.append(scalar)
                continue
            }
            guard at < scalars.count, scalars[at] == "\"" else {
                guard at == scalars.count || isEnd(scalars[at]) else { throw .strayQuote(line: line) }
                return String(text)
            }
            text.append(scalar)
            at += 1
        }
        throw .openQuote(line: start)
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
