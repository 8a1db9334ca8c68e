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
}
