import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Data frames, in order and out of it, and as many as one likes.
@Suite struct StreamTests {
    private static let text = Array("a few words".utf8)

    private static func message(_ part: V1.UploadRequest.Part?) -> [UInt8] {
        V1.UploadRequest.with { $0.part = part }.serializedBytes()
    }

    private static func data(_ message: [UInt8], flags: FrameFlags = []) -> [UInt8] {
        Frames.frame(.data, message, stream: 1, flags: flags)
    }

    private static let open = Frames.open(V1.Attachments.upload, stream: 1)
    private static let start = data(message(.start(Lab.new("notes"))))
    private static let chunk = data(message(.chunk(text)))
    private static let end = data([], flags: [.remoteClosed, .noData])

    /// What all of the bytes come to, when the disk has done all there is to do.
    private func codes(_ frames: [[UInt8]]) -> [Code] {
        var pair = Pair(.readOnly)
        for frame in frames { pair.lab.receive(frame, on: pair.benLine) }
        pair.lab.work()
        let codes = pair.lab.answers(on: pair.benLine).map(\.code)
        #expect(pair.lab[pair.benLine].isIdle || codes.isEmpty)
        #expect(pair.lab.folder.names.isEmpty == !codes.contains(.ok))
        // The connection is as good as before.
        pair.lab.receive(Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 99), on: pair.benLine)
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.ok])
        return codes
    }

    @Test("the ways in which clients write a stream are all understood")
    func dialects() {
        let (start, chunk, end) = (Self.start, Self.chunk, Self.end)
        #expect(codes([Self.open, start, chunk, end]) == [.ok])
        #expect(codes([Self.open, start, end]) == [.ok])
        // Opened with flags that say both that more comes and that the request holds nothing.
        let envelope = Array(Self.open[FrameHeader.size...])
        for flags in [FrameFlags.remoteOpen, [.remoteOpen, .noData]] {
            #expect(codes([Frames.frame(.request, envelope, stream: 1, flags: flags), start, chunk, end]) == [.ok])
        }
        // The first message in the request itself.
        let first = V1.UploadRequest.with { $0.part = .start(Lab.new("notes")) }
        let alone = Frames.call(V1.Attachments.upload, first, stream: 1)
        let filled = Frames.frame(.request, Array(alone[FrameHeader.size...]), stream: 1, flags: .remoteOpen)
        #expect(codes([filled, chunk, end]) == [.ok])
        // All of it in the request: it is closed at once.
        let closed = Frames.frame(.request, Array(filled[FrameHeader.size...]), stream: 1, flags: .remoteClosed)
        #expect(codes([closed]) == [.ok])
        #expect(codes([alone]) == [.ok])
        #expect(codes([Frames.frame(.request, envelope, stream: 1, flags: .remoteClosed)]) == [.invalidArgument])
        // The end in a frame without flags but the one.
        #expect(codes([Self.open, start, chunk, Self.data([], flags: [.noData]), end]) == [.ok])
    }

    @Test("what is out of order ends the stream, and what follows finds none")
    func disorder() {
        let (start, chunk, end) = (Self.start, Self.chunk, Self.end)
        let wrong = Code.invalidArgument
        #expect(codes([Self.open, chunk, start, end]) == [wrong, wrong, wrong])
        #expect(codes([Self.open, start, start]) == [wrong])
        #expect(codes([Self.open, end]) == [wrong])
        #expect(codes([Self.open, Self.data([])]) == [wrong])
        #expect(codes([Self.open, start, chunk, Self.data(Self.message(nil))]) == [wrong])
        #expect(codes([Self.open, start, Self.data([0xFF])]) == [.internal])
        // Some clients close with their last message; others lose it then, so nobody may.
        #expect(codes([Self.open, start, Self.data(Self.message(.chunk(Self.text)), flags: .remoteClosed)]) == [wrong])
        // A second end is no fault, and data behind the end are, but not the upload's.
        #expect(codes([Self.open, start, chunk, end, end]) == [.ok])
        #expect(codes([Self.open, start, chunk, end, chunk]) == [wrong, .ok])
        #expect(codes([Self.open, start, Self.open, chunk, end]) == [wrong, .ok])
    }

    @Test("a conversation with a stream that is cut at any byte, and one that comes byte by byte, is the same")
    func split() {
        let bytes = [Self.open, Self.start, Self.chunk, Self.chunk, Self.end].flatMap { $0 }
        for cut in 1..<bytes.count { #expect(codes([Array(bytes[..<cut]), Array(bytes[cut...])]) == [.ok]) }
        #expect(codes(bytes.map { [$0] }) == [.ok])
    }

    @Test("a uid that no user has learns that before anything else")
    func stranger() {
        var pair = Pair(.readOnly)
        let line = pair.lab.connect(uid: 4_711)
        for frame in [Self.open, Self.chunk, Self.end] { pair.lab.receive(frame, on: line) }
        pair.lab.receive(Frames.call(V1.Attachments.download, .with { $0.attachment = 1 }, stream: 3), on: line)
        #expect(
            pair.lab.answers(on: line).filter { $0.code != .invalidArgument }.map(\.code) == [
                .unauthenticated, .unauthenticated,
            ])
    }

    @Test("data on a call that takes none are refused and do it no harm")
    func unary() {
        let create = Frames.call(V1.Objects.create, .with { $0.kind = .project }, stream: 1)
        var pair = Pair(.readOnly)
        for frame in [create, Self.end, Self.chunk] { pair.lab.receive(frame, on: pair.benLine) }
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.invalidArgument, .ok])
        let count = pair.lab.state.objectCount
        #expect(count == 1)
    }

    @Test("an upload that was refused while others' changes wait takes the rest of its data without a word")
    func refusedMeanwhile() {
        var pair = Pair(.readOnly)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        let start = Self.data(Self.message(.start(Lab.new("bell \u{7}"))))
        for frame in [Self.open, start, Self.chunk, Self.chunk, Self.end] { pair.lab.receive(frame, on: pair.benLine) }
        #expect(pair.lab.drain(pair.benLine).isEmpty)
        pair.lab.work()
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.invalidArgument])
        #expect(pair.lab.folder.names.isEmpty)
    }

    @Test("an attachment is taken up to the limit, and no larger, said at once or found out", arguments: [-1, 0, 1])
    func limit(beyond: Int) {
        for isAnnounced in [true, false] {
            var pair = Pair(.readOnly)
            pair.lab.service.attachmentSizeMax = 1_000
            let size = 1_000 + beyond
            let start = Lab.new("notes", size: isAnnounced ? UInt64(size) : nil)
            let failure = failure {
                try pair.lab.upload(start, [[1], [UInt8](repeating: 2, count: size - 1)], on: pair.benLine)
            }
            #expect(failure?.code == (beyond > 0 ? .resourceExhausted : nil))
            #expect(pair.lab.folder.names.isEmpty == (beyond > 0))
        }
    }

    @Test("as many bytes come as were announced, or none are taken", arguments: [-1, 0, 1])
    func announced(beyond: Int) {
        var pair = Pair(.readOnly)
        let chunk = [UInt8](repeating: 2, count: 100 + beyond)
        let failure = failure { try pair.lab.upload(Lab.new("notes", size: 100), [chunk], on: pair.benLine) }
        #expect(failure?.code == (beyond != 0 ? .invalidArgument : nil))
        #expect(pair.lab.folder.names.isEmpty == (beyond != 0))
    }

    @Test("bytes that wait for the disk stop the reading of their connection", arguments: [-1, 0, 1])
    func unwritten(beyond: Int) {
        var pair = Pair(.readOnly)
        let stream = pair.lab.startUpload(Lab.new("notes"), on: pair.benLine)
        let half = ServiceLimits.unwrittenMax / 2 - ServiceLimits.chunkOverhead
        pair.lab.put(.chunk([UInt8](repeating: 1, count: half)), on: stream, pair.benLine)
        #expect(pair.lab[pair.benLine].takesInput)
        pair.lab.put(.chunk([UInt8](repeating: 1, count: half + beyond)), on: stream, pair.benLine)
        #expect(pair.lab[pair.benLine].takesInput == (beyond < 0))
        pair.lab.end(stream, on: pair.benLine)
        #expect((pair.lab[pair.benLine].inputLeft > 0) == (beyond >= 0))
        pair.lab.work()
        pair.lab.serve(pair.benLine)
        pair.lab.work()
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.ok])
    }

    @Test("they go on stopping it when their upload has failed, until they are out of memory")
    func unwrittenOfFailed() {
        var pair = Pair(.readOnly)
        let stream = pair.lab.startUpload(Lab.new("notes"), on: pair.benLine)
        pair.lab.put(.chunk([UInt8](repeating: 1, count: ServiceLimits.unwrittenMax - 300)), on: stream, pair.benLine)
        pair.lab.put(.start(Lab.new("twice")), on: stream, pair.benLine)
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.invalidArgument])
        let next = pair.lab.startUpload(Lab.new("notes"), on: pair.benLine)
        #expect(pair.lab[pair.benLine].takesInput)
        // Small ones count for more than their bytes.
        pair.lab.put(.chunk([1]), on: next, pair.benLine)
        #expect(!pair.lab[pair.benLine].takesInput)
        pair.lab.work()
        #expect(pair.lab[pair.benLine].takesInput)
        #expect(pair.lab[pair.benLine].unwritten == 0)
    }

    @Test("a slow reader holds back its own reading: no more is read than an outbox holds, and all of it arrives")
    func slowReader() throws {
        var pair = Pair(.readOnly)
        let content = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 / 1_000) }
        let id = try pair.lab.upload(Lab.new("notes"), content.chunks(of: 1 << 20), on: pair.benLine).id
        let streams: [UInt32] = [9_001, 9_003]
        for stream in streams {
            pair.lab.receive(
                Frames.call(V1.Attachments.download, .with { $0.attachment = id }, stream: stream), on: pair.benLine)
        }
        var received: [UInt32: [UInt8]] = [:]
        var ended: Set<UInt32> = []
        while ended.count < streams.count {
            pair.lab.work()
            #expect(pair.lab[pair.benLine].outbox.count <= ServiceLimits.outboxSizeMax)
            #expect(pair.lab[pair.benLine].takesInput)
            let frames = Frames.parse(pair.lab.drain(pair.benLine))
            try #require(!frames.isEmpty)
            for frame in frames {
                guard !frame.header.flags.contains(.remoteClosed) else {
                    ended.insert(frame.header.streamID)
                    continue
                }
                let message: V1.DownloadReply = Frames.message(frame)
                received[frame.header.streamID, default: []] += message.chunk
            }
        }
        #expect(streams.allSatisfy { received[$0] == content })
        #expect(pair.lab[pair.benLine].isIdle)
        #expect(pair.lab.service.transfers.count == 0)
    }

    @Test("so many streams are open at once, and no more", arguments: [-1, 0, 1])
    func streams(beyond: Int) {
        var pair = Pair(.readOnly)
        for _ in 0..<(ServiceLimits.streamsMax + beyond) {
            _ = pair.lab.startUpload(Lab.new("notes"), on: pair.benLine)
        }
        let codes = pair.lab.answers(on: pair.benLine).map(\.code)
        // The start of the one that was not opened finds no stream.
        #expect(codes == (beyond > 0 ? [.resourceExhausted, .invalidArgument] : []))
    }

    @Test("so many uploads and downloads of one uid are under way, and of all, and others have room")
    func transfers() throws {
        var pair = Pair(.readOnly)
        var lines: [Lab.Line] = []
        for index in 0..<(ServiceLimits.transfersOfOneMax + 1) {
            if index % ServiceLimits.streamsMax == 0 { lines.append(pair.lab.connect(uid: 1_001)) }
            _ = pair.lab.startUpload(Lab.new("notes"), on: lines[lines.count - 1])
        }
        #expect(pair.lab.answers(on: lines[lines.count - 1]).map(\.code) == [.resourceExhausted])
        _ = try pair.lab.upload(Lab.new("notes"), [], on: pair.adaLine)
        pair.lab.close(lines[0])
        pair.lab.work()
        _ = try pair.lab.upload(Lab.new("notes"), [], on: pair.benLine)
    }

    @Test("a peer that sends no more without closing its upload gets its answer, and so does one that closed it")
    func halfClosed() {
        for isClosed in [false, true] {
            var pair = Pair(.readOnly)
            let stream = pair.lab.startUpload(Lab.new("notes"), on: pair.benLine)
            if isClosed { pair.lab.end(stream, on: pair.benLine) }
            pair.lab.endInput(of: pair.benLine)
            pair.lab.work()
            #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [isClosed ? .ok : .invalidArgument])
            #expect(pair.lab.folder.names.isEmpty == !isClosed)
            #expect(pair.lab[pair.benLine].isIdle)
        }
    }

    @Test("a daemon that stops ends uploads, and lets downloads go on")
    func stopping() throws {
        var pair = Pair(.readOnly)
        let id = try pair.lab.upload(Lab.new("notes"), [Self.text], on: pair.benLine).id
        _ = pair.lab.startUpload(Lab.new("notes"), on: pair.adaLine)
        pair.lab.stopStreams(of: pair.adaLine)
        _ = pair.lab.startUpload(Lab.new("notes"), on: pair.adaLine)
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [.unavailable, .unavailable])
        #expect(pair.lab.bytes(of: id, on: pair.benLine) == Self.text)
    }

    @Test("a stream whose deadline has passed ends at the next thing that happens on it")
    func deadline() throws {
        var pair = Pair(.readOnly)
        let id = try pair.lab.upload(Lab.new("notes"), [Self.text], on: pair.benLine).id
        pair.lab.receive(
            Frames.call(V1.Attachments.download, .with { $0.attachment = id }, stream: 7_001, timeout: Lab.second),
            on: pair.benLine)
        pair.lab.receive(Frames.open(V1.Attachments.upload, stream: 7_003, timeout: Lab.second), on: pair.benLine)
        pair.lab.service.uptime += 2 * Lab.second
        pair.lab.put(.start(Lab.new("late")), on: 7_003, pair.benLine)
        pair.lab.work()
        let frames = Frames.parse(pair.lab.drain(pair.benLine))
        #expect(frames.map { Frames.response($0).status?.code } == [4, 4])
        #expect(pair.lab[pair.benLine].isIdle)
        #expect(pair.lab.folder.names.count == 1)
    }

    @Test("a wall clock that jumps moves no deadline", arguments: [-86_400, 86_400])
    func clock(jump: Int64) throws {
        var pair = Pair(.readOnly)
        let stream: UInt32 = 7_001
        pair.lab.receive(Frames.open(V1.Attachments.upload, stream: stream, timeout: Lab.second), on: pair.benLine)
        pair.lab.put(.start(Lab.new("notes")), on: stream, pair.benLine)
        pair.lab.now += jump * Lab.second
        pair.lab.put(.chunk(Self.text), on: stream, pair.benLine)
        pair.lab.end(stream, on: pair.benLine)
        pair.lab.work()
        let reply: V1.UploadReply = try pair.lab.reply(on: stream, pair.benLine)
        #expect(pair.lab.bytes(of: reply.id, on: pair.benLine) == Self.text)
        let late: UInt32 = 7_003
        pair.lab.receive(Frames.open(V1.Attachments.upload, stream: late, timeout: Lab.second), on: pair.benLine)
        pair.lab.now -= jump * Lab.second
        pair.lab.service.uptime += 2 * Lab.second
        pair.lab.put(.start(Lab.new("late")), on: late, pair.benLine)
        #expect(throws: Failure.self) { let _: V1.UploadReply = try pair.lab.reply(on: late, pair.benLine) }
    }

    private func failure(_ body: () throws -> V1.UploadReply) -> Failure? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? Failure
        }
    }
}

extension [UInt8] {
    fileprivate func chunks(of size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
