internal import Linux

/// Hands on what a program says on one of its streams, and keeps the last of it.
///
/// It has a thread of its own: whoever reads us may be slow, and the program is held to its time meanwhile.
final class OutputPump: Sendable {
    /// Bytes that are still handed on once the program is over: it can have left no more in a pipe.
    private static let restMax = 1 << 20

    private let tail: OutputTail
    private let output: StandardStreams.Output?
    private let stop: EventDescriptor
    private let ended: EventDescriptor

    /// - Parameter output: `nil`: it is kept alone.
    init(_ pipe: consuming PipeEnd, to output: StandardStreams.Output?, keeping tail: OutputTail) throws(SystemError) {
        self.tail = tail
        self.output = output
        stop = try EventDescriptor()
        ended = try EventDescriptor()
        try pipe.stopBlocking()
        let number = pipe.release()
        _ = try Thread.start(named: "output") { [self] in
            do throws(SystemError) {
                try run(PipeEnd(owning: number))
                try ended.signal()
            } catch {
                fatalError("what the program says cannot be handed on: \(error)")
            }
        }
    }

    /// Waits until all is handed on. The program is over, with all that it started: who has the pipe still is a stranger.
    func finish() throws(SystemError) {
        try stop.signal()
        while try Waiting.firstReady(of: [ended.descriptor.number], within: .seconds(3_600)) == nil {}
    }

    private func run(_ pipe: consuming PipeEnd) throws(SystemError) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        // What may still come; nil while the program runs.
        var rest: Int?
        while rest.map({ $0 > 0 }) ?? true {
            switch try pipe.read(into: &buffer) {
            case .bytes(let count):
                rest? -= count
                // Nobody reads us: the program learns that as if it had been told directly, when we let the pipe go.
                guard isHandedOn(buffer[..<count]) else { return }
            case .wouldBlock:
                guard rest == nil else { return }
                let waited = [pipe.descriptor.number, stop.descriptor.number]
                if try Waiting.firstReady(of: waited, within: .seconds(3_600)) == 1 { rest = Self.restMax }
            case .end, .reset: return
            }
        }
    }

    private func isHandedOn(_ bytes: ArraySlice<UInt8>) -> Bool {
        tail.add(bytes)
        guard let output else { return true }
        do throws(SystemError) {
            try StandardStreams.write(bytes.span, to: output)
            return true
        } catch {
            return false
        }
    }
}
