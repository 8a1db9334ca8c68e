internal import CSystemd
internal import Glibc
internal import Synchronization

/// What the daemon tells its operator: to the journal with fields, or in plain lines on the standard error.
public final class Log: Sendable {
    /// How much a line matters; the numbers are those of syslog.
    public enum Level: Int, Hashable, Sendable, CaseIterable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
        case debug = 7
    }

    /// Something that is searched for in the journal: an upper-case name and its value.
    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: some CustomStringConvertible) {
            precondition(Self.isValid(name), "a field is named by A to Z, 0 to 9 and _, and starts with a letter")
            self.name = name
            self.value = value.description
        }

        private static func isValid(_ name: String) -> Bool {
            guard let first = name.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else {
                return false
            }
            return name.utf8.count <= 64
                && name.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                    default: $0 == UInt8(ascii: "_")
                    }
                }
        }
    }

    private let identifier: String
    private let least: Level
    private let hasJournal: Bool
    private let dropped = Atomic(0)

    /// A log under the program's name, that keeps quiet about what matters less than `least`.
    public init(identifier: String, least: Level) {
        self.identifier = identifier
        self.least = least
        hasJournal = Self.standardErrorIsJournal()
    }

    /// Logs a sentence. The fields go into the journal beside it, and follow it in a plain line.
    public func write(_ level: Level, _ message: String, _ fields: [Field] = []) {
        guard level.rawValue <= least.rawValue else { return }
        if hasJournal, sendToJournal(level, message, fields) { return }
        writePlainly(PlainLine(identifier: identifier, level: level, message: message, fields: fields))
    }

    private func sendToJournal(_ level: Level, _ message: String, _ fields: [Field]) -> Bool {
        let own = [
            Field("MESSAGE", message), Field("PRIORITY", level.rawValue), Field("SYSLOG_IDENTIFIER", identifier),
        ]
        return JournalEntry(own + fields).send()
    }

    // A reader who has stopped must not stop the daemon: what would block is dropped and counted. A line that fits into
    // the space of a pipe that can be written to at all never blocks.
    private func writePlainly(_ line: PlainLine) {
        var polled = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&polled, 1, 0) == 1, polled.revents & Int16(POLLOUT) != 0 else {
            dropped.add(1, ordering: .relaxed)
            return
        }
        let lost = dropped.exchange(0, ordering: .relaxed)
        let bytes = line.bytes(afterLosing: lost)
        let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
        if written != bytes.count { dropped.add(lost + 1, ordering: .relaxed) }
    }

    // The service manager says which stream is the journal's, since any of them may have been redirected after that.
    private static func standardErrorIsJournal() -> Bool {
        guard let stream = unsafe getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard unsafe fstat(2, &status) == 0 else { return false }
        return unsafe String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }
}
