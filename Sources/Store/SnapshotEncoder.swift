internal import Protobuf

/// A snapshot of a state as it is made, block by block: whoever writes it decides how fast.
public struct SnapshotEncoder: Sendable {
    private enum Part: Sendable { case head, rows, digest, end }

    private let state: State
    private let chain: UInt64
    private var rows: StateRows
    private var digest: StateDigest
    private var part = Part.head
    private var number = 0

    /// - Parameter chain: the checksum of the batch that holds the state's last record.
    public init(_ state: State, chain: UInt64) {
        self.state = state
        self.chain = chain
        rows = StateRows(state)
        digest = StateDigest(state)
    }

    /// The revision that the snapshot stands at.
    public var revision: UInt64 { state.revision }

    /// Whether the whole snapshot was handed out.
    public var isFinished: Bool { part == .end }

    /// The next bytes of the file, about `size` of rows before they are compressed; `nil` behind its end.
    public mutating func next(_ size: Int) -> [UInt8]? {
        switch part {
        case .head:
            part = .rows
            return SnapshotFormat.header + block(state.head(chain: chain).serializedBytes())
        case .rows:
            let bytes = nextRows(size)
            guard bytes.isEmpty else {
                digest.add(bytes)
                return block(bytes)
            }
            part = .digest
            return next(size)
        case .digest:
            part = .end
            return block(JournalV1.SnapshotBlock.with { $0.digest = digest.finish() }.serializedBytes())
        case .end: return nil
        }
    }

    private mutating func nextRows(_ size: Int) -> [UInt8] {
        var writer = Writer()
        while writer.bytes.count < size, let row = rows.next() { row.write(to: &writer) }
        return writer.bytes
    }

    private mutating func block(_ message: [UInt8]) -> [UInt8] {
        defer { number += 1 }
        return SnapshotFormat.block(message, number: number)
    }
}
