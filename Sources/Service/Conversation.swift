internal import Wire

/// One connection as the protocol sees it: bytes in, bytes out, and who is speaking. It knows no socket.
public struct Conversation: Sendable {
    public internal(set) var peer: Peer
    /// Tells it from others, where there are several.
    public var number = 0
    /// Bytes that have come in, and at their start some that are served.
    private(set) var input: [UInt8] = []
    /// Served bytes at the start of the input.
    private var served = 0
    /// Frames that came whole, and those that are too large.
    private(set) var frameCount: UInt64 = 0
    /// Bytes of an oversized frame that are still to come, and are thrown away.
    private var skipped = 0
    /// Bytes to send.
    public var outbox: [UInt8] = []
    /// Answers that leave when the disk has what they speak of.
    private(set) var waiting: [Waiting] = []
    /// Bytes of those answers.
    private(set) var waitingSize = 0
    /// Calls whose data come or go in frames of their own.
    var streams: [UInt32: Stream] = [:]
    private(set) var limits = PeerLimits()
    /// What it is refused with, whatever it asks: there are too many connections.
    private(set) var refusal: CallError?
    /// Whether it is counted among those that are there.
    private(set) var isCounted = false
    var silence = Silence()
    /// The stream that went on last.
    var lastTurn: UInt32 = 0
    /// What chunks of uploads count for, also of those that have ended, that the disk has not written yet.
    var unwritten = 0
    /// The peer does not speak ttrpc: nothing it sends can be told apart any more.
    public private(set) var isBroken = false

    struct Waiting: Sendable {
        let stream: UInt32
        let answer: Answer
        /// The client may have sent more of its data before it knew.
        let dropsData: Bool
    }

    /// A frame that is there whole: where its data lie in the input.
    struct Frame {
        let header: FrameHeader
        let data: Range<Int>
    }

    public init(_ peer: Peer) { self.peer = peer }

    /// Whether more should be read from the peer now.
    public var takesInput: Bool {
        !isBroken && outbox.count + waitingSize < limits.outboxSize && waiting.count < limits.calls
            && unwritten < ServiceLimits.unwrittenMax
    }

    /// Whether every call that was read is answered.
    public var isIdle: Bool { waiting.isEmpty && outbox.isEmpty && streams.isEmpty }

    /// Whether answers wait for the disk.
    public var isWaiting: Bool { !waiting.isEmpty }

    /// Bytes that came in and are not served.
    public var inputLeft: Int { input.count - served }

    /// Adds what the peer sent.
    public mutating func receive(_ bytes: ArraySlice<UInt8>) {
        if served > 0 {
            input.removeSubrange(..<served)
            served = 0
        }
        let dropped = min(skipped, bytes.count)
        skipped -= dropped
        input += bytes.dropFirst(dropped)
    }

    /// The next whole frame, if the peer is to be served and there is one. What is too large is answered and skipped.
    mutating func nextFrame() -> Frame? {
        while takesInput, input.count - served >= FrameHeader.size {
            guard input[served] == 0 else {
                isBroken = true
                return nil
            }
            let header = FrameHeader(parsing: input.span.extracting(served..<(served + FrameHeader.size)))
            let start = served + FrameHeader.size
            if header.length > WireLimits.frameSizeMax {
                frameCount += 1
                refuse(.frameTooLarge(header.length), on: header.streamID)
                let present = min(Int(header.length), input.count - start)
                skipped = Int(header.length) - present
                served = start + present
                continue
            }
            guard input.count - start >= Int(header.length) else { return nil }
            served = start + Int(header.length)
            frameCount += 1
            return Frame(header: header, data: start..<served)
        }
        return nil
    }

    /// Whether the rest of an oversized frame is still to come.
    var isSkipping: Bool { skipped > 0 }

    /// The stream of the frame that has begun and is not whole, if its header is there.
    var unfinishedStream: UInt32? {
        guard inputLeft >= FrameHeader.size else { return nil }
        return FrameHeader(parsing: input.span.extracting(served..<(served + FrameHeader.size))).streamID
    }

    /// Begins, within these limits, or only to be refused.
    mutating func enter(_ limits: PeerLimits, _ refusal: CallError?) {
        (self.limits, self.refusal, isCounted) = (limits, refusal, refusal == nil)
    }

    /// Takes nothing more in. What is owed can still be sent.
    mutating func end() { isBroken = true }

    /// Whether a call on this stream is not answered yet.
    func isActive(_ stream: UInt32) -> Bool {
        streams[stream] != nil || waiting.contains { $0.stream == stream }
    }

    /// Sends an answer, or keeps it until what it speaks of is on disk.
    mutating func take(_ answer: Answer, on stream: UInt32, durable revision: UInt64, dropsData: Bool) {
        if let peer = answer.peer { self.peer = peer }
        if answer.revision <= revision && !answer.needsSnapshot {
            outbox += answer.frame
        } else {
            waiting.append(Waiting(stream: stream, answer: answer, dropsData: dropsData))
            waitingSize += answer.frame.count
        }
    }

    mutating func refuse(_ error: CallError, on stream: UInt32) {
        outbox += ReplyWriter.frame(Status.of(error, in: nil), on: stream)
    }
}

// MARK: - Answers that waited

extension Conversation {
    /// Lets answers go whose revision is durable.
    public mutating func release(durable revision: UInt64) {
        leave { $0.answer.revision <= revision && !$0.answer.needsSnapshot }
    }

    /// Lets answers go that waited for a snapshot of their revision.
    public mutating func release(snapshot revision: UInt64) {
        leave { $0.answer.revision <= revision && $0.answer.needsSnapshot }
    }

    private mutating func leave(_ isReady: (Waiting) -> Bool) {
        for entry in waiting where isReady(entry) { outbox += entry.answer.frame }
        forget(isReady)
    }

    private mutating func forget(_ isDone: (Waiting) -> Bool) {
        waiting.removeAll(where: isDone)
        waitingSize = waiting.reduce(0) { $0 + $1.answer.frame.count }
    }

    /// Refuses the calls that speak of more than is durable: the disk would not take it.
    public mutating func refuse(beyond revision: UInt64, because reason: String) {
        for entry in waiting where entry.answer.revision > revision { refuse(.diskFull(reason), on: entry.stream) }
        forget { $0.answer.revision > revision }
    }

    /// Refuses the calls that wait for a snapshot: there will be none.
    public mutating func refuseSnapshots(because reason: String) {
        for entry in waiting where entry.answer.needsSnapshot { refuse(.diskFull(reason), on: entry.stream) }
        forget(\.answer.needsSnapshot)
    }
}
