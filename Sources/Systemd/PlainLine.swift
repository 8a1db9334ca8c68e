/// A line of the log for who reads the standard error: `cohortd: warning: the sentence (FIELD=value FIELD=value)`.
struct PlainLine {
    /// What a pipe takes in one piece, so that lines of several threads never mix (`PIPE_BUF`).
    static let sizeMax = 4096

    let identifier: String
    let level: Log.Level
    let message: String
    let fields: [Log.Field]

    /// The line with its end, cut to `sizeMax`; it begins with how many lines were lost before it, if any were.
    func bytes(afterLosing lost: Int) -> [UInt8] {
        let loss = lost == 0 ? "" : "[\(lost) lines lost] "
        var bytes = Array("\(identifier): \(level): \(loss)\(escaped(message))\(details)".utf8)
        if bytes.count >= Self.sizeMax {
            bytes.removeLast(bytes.count - (Self.sizeMax - 4))
            bytes += Array("...".utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private var details: String {
        guard !fields.isEmpty else { return "" }
        return " (\(fields.map { "\($0.name)=\(escaped($0.value))" }.joined(separator: " ")))"
    }
}
