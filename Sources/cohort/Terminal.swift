internal import Glibc
internal import Linux

/// What is written where: answers to the standard output, everything else to the standard error.
enum Terminal {
    static func print(_ line: String) { write(line + "\n", to: .output) }

    /// Prints one of many lines. Answers whether somebody still reads: whoever prints without end stops when nobody does.
    static func tell(_ line: String) -> Bool { write(line + "\n", to: .output) }

    /// Words of a program, as they are.
    static func printRaw(_ text: Substring) { write(String(text), to: .output) }

    static func note(_ line: String) { write(line + "\n", to: .error) }

    /// Writes to the standard error as it is, without a new line.
    static func draw(_ text: String) { write(text, to: .error) }

    /// Rows under a header, in columns, as wide as they need to be.
    static func printTable(_ header: [String], _ rows: [[String]]) {
        let lines = [header] + rows.map { $0.map(\.escaped) }
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        for line in lines {
            let cells = zip(line, widths).map { $0.padded(to: $1) }
            let text = cells.joined(separator: "  ")
            print(String(text.reversed().drop { $0 == " " }.reversed()))
        }
    }

    @discardableResult
    private static func write(_ text: String, to output: StandardStreams.Output) -> Bool {
        do throws(SystemError) {
            try StandardStreams.write(text, to: output)
            return true
        } catch {
            // A reader who went away, as `head` does, is no fault worth words; an answer that was lost is one.
            guard output == .output, error.code != EPIPE else { return false }
            note("cohort: the answer cannot be written: \(error)")
            exit(ExitStatus.local)
        }
    }
}

extension String {
    func padded(to width: Int) -> String {
        count < width ? self + String(repeating: " ", count: width - count) : self
    }

    /// The text with characters that would move the cursor, or turn the line round, made visible.
    var escaped: String {
        guard unicodeScalars.contains(where: \.isUnsafe) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isUnsafe {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Control characters, and those that change the direction of the text.
    var isUnsafe: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x061C: true
        default: false
        }
    }
}
