internal import CLinux
internal import Glibc

/// The streams that every process is started with.
public enum StandardStreams {
    /// One that is written to.
    public enum Output: Int32, Hashable, Sendable {
        case output = 1
        case error = 2
    }

    /// Writes all of the bytes.
    public static func write(_ bytes: borrowing Span<UInt8>, to output: Output) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(droppingFirst: written)
            written += try attempt("write") {
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(output.rawValue, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Writes all of the text.
    public static func write(_ text: String, to output: Output) throws(SystemError) {
        try write(Array(text.utf8).span, to: output)
    }

    /// Reads the standard input to its end; nil if it is longer than `sizeMax`.
    public static func readInput(sizeMax: Int) throws(SystemError) -> [UInt8]? {
        var input: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let size = try attempt("read") {
                unsafe piece.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
            }
            if size == 0 { return input }
            guard input.count + size <= sizeMax else { return nil }
            input += piece.prefix(size)
        }
    }

    /// Whether a person looks at it.
    public static func isTerminal(_ output: Output) -> Bool { isatty(output.rawValue) == 1 }

    /// Whether a person types it.
    public static var isInputTerminal: Bool { isatty(0) == 1 }

    /// How many columns the terminal has; nil if it is none, or does not say.
    public static func terminalWidth(of output: Output) -> Int? {
        let width = cohort_terminal_width(output.rawValue)
        return width > 0 ? Int(width) : nil
    }
}
