internal import Permissions

/// Makes a state of the lines of an export.
public struct Import: ~Copyable {
    /// Why lines are no export.
    public enum Failure: Error, Hashable, Sendable {
        /// The line, counted from 1, and what was expected there.
        case line(Int, expected: String)
        /// The rows do not fit together.
        case inconsistent(Inconsistency)
    }

    /// Beyond all ids and revisions: tables are as long as the numbers in them are great.
    private static let numberMax: UInt64 = 1 << 44

    private var builder = StateBuilder()
    private var head: JournalV1.SnapshotHead?
    private var number = 0
    private var end: JournalV1.ExportEnd?

    public init() {}

    /// Takes the next line, without its line feed.
    public mutating func add(_ bytes: ArraySlice<UInt8>) throws(Failure) {
        number += 1
        guard end == nil else { throw .line(number, expected: "nothing behind the end") }
        switch JournalV1.ExportLine(bytes)?.line {
        case .head(let head) where number == 1:
            guard head.version == Export.version, let state = head.state else {
                throw .line(number, expected: "format version \(Export.version), or a newer cohortd")
            }
            self.head = state
        case nil:
            throw .line(number, expected: number == 1 ? "the head of an export" : "a row that this cohortd can read")
        case _ where head == nil: throw .line(number, expected: "the head of an export")
        case .head: throw .line(number, expected: "a row: there is one head")
        case .user(let row): try add(.user(row))
        case .group(let row): try add(.group(row))
        case .membership(let row): try add(.membership(row))
        case .session(let row): try add(.session(row))
        case .object(let row): try add(.object(row))
        case .receipt(let row): try add(.receipt(row))
        case .end(let end):
            guard end.rows == UInt64(number - 2) else {
                throw .line(number, expected: "\(number - 2) rows, as many as there are before it")
            }
            self.end = end
        }
    }

    private mutating func add(_ row: StateRow) throws(Failure) {
        guard row.number < Self.numberMax else { throw .line(number, expected: "numbers that were given one by one") }
        guard builder.add(row) else {
            throw .line(number, expected: "a row that comes behind those before it, and says what such rows may say")
        }
    }

    /// The state, once all lines are in.
    public consuming func finish() throws(Failure) -> State {
        guard let head, let end else { throw .line(number + 1, expected: "the end of the export: it was cut") }
        let (builder, number) = (builder, number)
        let state = builder.finish(head)
        guard state.holds(head) else { throw .line(number, expected: "as many rows of each kind as the head says") }
        guard end.digest.isEmpty || end.digest == state.digest else {
            throw .line(number, expected: "the digest of these rows, or none where somebody has changed them")
        }
        if let inconsistency = state.inconsistency { throw .inconsistent(inconsistency) }
        return state
    }
}

extension Import.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .line(let number, let expected): "line \(number): expected \(expected)"
        case .inconsistent(let inconsistency): inconsistency.description
        }
    }
}

extension StateRow {
    fileprivate var number: UInt64 {
        switch self {
        case .user(let row): UInt64(row.id)
        case .group(let row): UInt64(row.id)
        case .membership(let row): UInt64(row.user)
        case .session(let row): row.id
        case .object(let row): row.id
        case .receipt(let row): row.revision
        }
    }
}
