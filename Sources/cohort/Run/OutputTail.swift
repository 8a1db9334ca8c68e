internal import Synchronization

/// The last lines that a program said, for its record.
final class OutputTail: Sendable {
    /// Bytes that are kept: some dozen lines.
    private static let sizeMax = 4_096

    private struct State {
        var bytes: [UInt8] = []
        var isCut = false
    }

    private let state = Mutex(State())

    func add(_ bytes: ArraySlice<UInt8>) {
        state.withLock {
            $0.bytes += bytes.suffix(Self.sizeMax)
            let excess = $0.bytes.count - Self.sizeMax
            guard excess > 0 || bytes.count > Self.sizeMax else { return }
            $0.bytes.removeFirst(max(excess, 0))
            $0.isCut = true
        }
    }

    /// The lines; the first one, if it is not whole, is left out where there is another.
    var text: String {
        let state = state.withLock { $0 }
        guard state.isCut, let end = state.bytes.firstIndex(of: UInt8(ascii: "\n")), end + 1 < state.bytes.count else {
            return String(decoding: state.bytes, as: UTF8.self)
        }
        return String(decoding: state.bytes[(end + 1)...], as: UTF8.self)
    }
}
