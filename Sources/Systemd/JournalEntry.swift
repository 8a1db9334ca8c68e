internal import CSystemd
internal import Glibc

/// An entry of the journal: fields of any content, each `NAME=value`.
struct JournalEntry {
    /// All fields one after the other, and where each of them starts and ends.
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []

    init(_ fields: [Log.Field]) {
        for field in fields {
            let start = bytes.count
            bytes += "\(field.name)=\(field.value)".utf8
            ranges.append(start..<bytes.count)
        }
    }

    /// Whether the journal took it.
    func send() -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            let parts = unsafe ranges.map { range in
                unsafe iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress! + range.lowerBound),
                    iov_len: range.count)
            }
            return unsafe sd_journal_sendv(parts, Int32(parts.count)) >= 0
        }
    }
}
