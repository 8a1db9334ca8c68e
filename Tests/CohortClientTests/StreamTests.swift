import Linux
import Protobuf
import Testing
import Wire

@testable import CohortClient

@Suite("Uploads and downloads of the client library")
struct StreamTests {
    private static let start = V1.UploadStart.with { $0.to = .attachment(7) }
    private static let chunkSize = 256 << 10

    private static func end(_ stream: UInt32) -> [UInt8] {
        data(stream, V1.DownloadReply?.none, flags: [.remoteClosed, .noData])
    }

    @Test("an upload is a request without a message, its start, chunks of a size, and an end in a frame of its own")
    func upload() throws {
        let content = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let daemon = try FakeDaemon { far in
            let opening = far.frame()
            #expect(opening.header.flags == .remoteOpen)
            let request = try Ttrpc.Request(serializedBytes: opening.data)
            #expect(request.payload.isEmpty)
            #expect(request.metadata.map(\.value) == ["a-key"])
            let stream = opening.header.streamID
            var parts: [V1.UploadRequest.Part?] = []
            while true {
                let frame = far.frame()
                #expect(frame.header.kind == .data && frame.header.streamID == stream)
                if frame.header.flags == [.remoteClosed, .noData] { break }
                #expect(frame.header.flags == [])
                parts.append(try V1.UploadRequest(serializedBytes: frame.data).part)
            }
            #expect(parts.first == .start(Self.start))
            let chunks = parts.dropFirst().map { part in if case .chunk(let bytes) = part { bytes } else { [UInt8]() } }
            #expect(chunks.map(\.count) == [Self.chunkSize, Self.chunkSize, 600_000 - 2 * Self.chunkSize, 0 + 3])
            #expect(chunks.flatMap { $0 } == content + [1, 2, 3])
            far.write(answer(stream, .with { $0.payload = V1.UploadReply.with { $0.id = 7 }.serializedBytes() }))
        }
        let client = try daemon.client()
        let upload = try client.upload(Self.start, key: "a-key")
        try upload.write(content)
        try upload.write([])
        try upload.write([1, 2, 3])
        #expect(try upload.finish().id == 7)
        try daemon.finish()
    }

    @Test("a refusal reaches whoever still writes")
    func refused() throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            far.write(answer(stream, .with { $0.status = .with { $0.code = 8 } }))
            // Whatever comes behind it is answered, and that is for nobody.
            for _ in 0..<3 { far.write(answer(stream, .with { $0.status = .with { $0.code = 3 } })) }
            let call = try skipToRequest(far)
            far.write(answer(call, revision: 5))
        }
        let client = try daemon.client()
        let upload = try client.upload(Self.start)
        let error = #expect(throws: CallError.self) {
            while true { try upload.write([UInt8](repeating: 0, count: 100_000)) }
        }
        #expect(error?.code == .resourceExhausted)
        #expect(try client.call(V1.Meta.version, V1.VersionRequest()).revision == 5)
        try daemon.finish()
    }

    @Test("an import goes in parts that fit into frames, whatever its objects hold, and is answered as one")
    func partedImport() throws {
        let small = (0..<2_500).map { number in V1.NewObject.with { ($0.kind, $0.name) = (.image, "\(number)") } }
        let large = (0..<5).map { _ in
            V1.NewObject.with {
                ($0.kind, $0.attributes) = (
                    .xml, [.with { ($0.field, $0.value) = (.text, .text(String(repeating: "x", count: 900_000))) }]
                )
            }
        }
        let daemon = try FakeDaemon { far in
            let opening = far.frame()
            #expect(opening.header.flags == .remoteOpen)
            let stream = opening.header.streamID
            var parts: [V1.ImportPart.Part?] = []
            while true {
                let frame = far.frame()
                if frame.header.flags == [.remoteClosed, .noData] { break }
                #expect(frame.data.count <= 1 << 20)
                parts.append(try V1.ImportPart(serializedBytes: frame.data).part)
            }
            #expect(parts.first == .start(.with { $0.scope = .all }))
            let objects = parts.dropFirst().flatMap { part in
                if case .objects(let objects) = part { objects.objects } else { [V1.NewObject]() }
            }
            #expect(objects == small + large)
            far.write(answer(stream, .with { $0.payload = V1.ImportReply.with { $0.ids = [7] }.serializedBytes() }))
        }
        let client = try daemon.client()
        let parts = try client.beginImport(.with { $0.scope = .all })
        try parts.add(small)
        try parts.add([])
        try parts.add(large)
        #expect(try parts.finish().ids == [7])
        try daemon.finish()
    }

    private func skipToRequest(_ far: FarEnd) throws -> UInt32 {
        while true {
            let frame = far.frame()
            if frame.header.kind == .request { return frame.header.streamID }
        }
    }

    @Test("an upload that nobody holds any more is broken off")
    func brokenOff() throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            _ = far.frame()
            let last = far.frame()
            #expect(last.header.streamID == stream)
            #expect(last.header.flags == .remoteClosed && last.data.count == 1)
            far.write(answer(stream, .with { $0.status = .with { $0.code = 3 } }))
            far.write(answer(far.frame().header.streamID, revision: 5))
        }
        let client = try daemon.client()
        do { _ = try client.upload(Self.start) }
        #expect(try client.call(V1.Meta.version, V1.VersionRequest()).revision == 5)
        try daemon.finish()
    }

    @Test("a dry run is answered by its start alone")
    func dryRun() async throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            _ = far.frame()
            far.write(answer(stream, .with { $0.payload = V1.UploadReply.with { $0.revision = 9 }.serializedBytes() }))
        }
        let client = try daemon.client()
        let upload = try await client.upload(Self.start)
        #expect(try await upload.finish().revision == 9)
        try daemon.finish()
    }

    @Test("a download is its head and its chunks, however many come before they are taken", arguments: [0, 1, 3, 60])
    func download(count: Int) async throws {
        let chunk = [UInt8](repeating: 7, count: 100_000)
        let daemon = try FakeDaemon { far in
            for _ in 0..<2 {
                let stream = far.frame().header.streamID
                far.write(data(stream, V1.DownloadReply.with { ($0.size, $0.revision) = (5, 6) }))
                for _ in 0..<count { far.write(data(stream, V1.DownloadReply.with { $0.chunk = chunk })) }
                far.write(Self.end(stream))
            }
        }
        let client = try daemon.client()
        let first = try blockingly { () throws(CallError) in try client.download(.with { $0.attachment = 7 }) }
        #expect(first.size == 5 && first.revision == 6)
        var size = 0
        while let bytes = try blockingly({ () throws(CallError) in try first.next() }) { size += bytes.count }
        #expect(size == count * chunk.count)
        let second = try await client.download(.with { $0.attachment = 7 })
        size = 0
        while let bytes = try await second.next() { size += bytes.count }
        #expect(size == count * chunk.count)
        #expect(try await second.next() == nil)
        try daemon.finish()
    }

    /// Calls the blocking variant, where the suspending one would be taken.
    private func blockingly<Result>(_ body: () throws(CallError) -> Result) throws(CallError) -> Result { try body() }

    @Test("a download that goes wrong says so behind what came")
    func wrong() throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            far.write(data(stream, V1.DownloadReply.with { $0.size = 5 }))
            far.write(data(stream, V1.DownloadReply.with { $0.chunk = [1] }))
            far.write(answer(stream, .with { $0.status = .with { $0.code = 15 } }))
            let other = far.frame().header.streamID
            far.write(answer(other, .with { $0.status = .with { $0.code = 5 } }))
            far.write(data(far.frame().header.streamID, V1.DownloadReply()))
            far.hangUp()
        }
        let client = try daemon.client()
        let download = try client.download(V1.DownloadRequest())
        #expect(try download.next() == [1])
        for _ in 0..<2 { #expect(throws: CallError(code: .dataLoss, sentence: "")) { try download.next() } }
        #expect(throws: CallError(code: .notFound, sentence: "")) { try client.download(V1.DownloadRequest()) }
        let lost = try client.download(V1.DownloadRequest())
        let error = #expect(throws: CallError.self) { try lost.next() }
        #expect(error?.code == .unavailable)
        try daemon.finish()
    }

    @Test("a download that nobody holds any more is cancelled, and what still comes for it is dropped")
    func dropped() throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            far.write(data(stream, V1.DownloadReply.with { $0.size = 5 }))
            let cancel = try far.requests(1)[0]
            #expect(cancel.request.service == "cohort.v1.Meta" && cancel.request.method == "Cancel")
            #expect(try V1.CancelRequest(serializedBytes: cancel.request.payload).stream == stream)
            let chunk = V1.DownloadReply.with { $0.chunk = [UInt8](repeating: 7, count: 100_000) }
            for _ in 0..<30 { far.write(data(stream, chunk)) }
            far.write(Self.end(stream))
            // As a daemon that knows no such call would answer.
            far.write(answer(cancel.stream, .with { $0.status = .with { $0.code = 12 } }))
            far.write(answer(far.frame().header.streamID, revision: 5))
        }
        let client = try daemon.client()
        do { _ = try client.download(V1.DownloadRequest()) }
        #expect(try client.call(V1.Meta.version, V1.VersionRequest()).revision == 5)
        try daemon.finish()
    }

    @Test("replies that stream come one by one up to their end, or to what went wrong")
    func replies() throws {
        let daemon = try FakeDaemon { far in
            for (count, ending) in [(3, nil), (1, 11), (0, nil)] as [(Int, Int32?)] {
                let (stream, request) = try far.requests(1)[0]
                #expect(request.service == "cohort.v1.Watch" && request.method == "Changes")
                #expect(try V1.ChangesRequest(serializedBytes: request.payload).afterRevision == 7)
                for number in 0..<count {
                    far.write(data(stream, V1.ChangesReply.with { $0.revision = UInt64(number) }))
                }
                guard let ending else {
                    far.write(Self.end(stream))
                    continue
                }
                far.write(answer(stream, .with { $0.status = .with { $0.code = ending } }))
            }
        }
        let client = try daemon.client()
        func changes() throws -> Replies<V1.ChangesReply> {
            try client.stream(V1.Watch.changes, .with { $0.afterRevision = 7 })
        }
        let whole = try changes()
        for number in 0..<3 { #expect(try whole.next()?.revision == UInt64(number)) }
        for _ in 0..<2 { #expect(try whole.next() == nil) }
        let broken = try changes()
        #expect(try broken.next()?.revision == 0)
        #expect(throws: CallError(code: .outOfRange, sentence: "")) { try broken.next() }
        #expect(try changes().next() == nil)
        try daemon.finish()
    }

    @Test("a task waits for replies, too")
    func repliesInATask() async throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            far.write(data(stream, V1.ListReply.with { $0.complete = true }))
            far.write(Self.end(stream))
        }
        let list = try daemon.client().stream(V1.Objects.listAll, V1.ListRequest())
        #expect(try await list.next()?.complete == true)
        #expect(try await list.next() == nil)
    }

    @Test("data for a call that does not stream are none of its business")
    func unary() throws {
        let daemon = try FakeDaemon { far in
            let stream = far.frame().header.streamID
            far.write(data(stream, V1.DownloadReply(), flags: .remoteClosed) + Self.end(stream) + Self.end(99))
            far.write(answer(stream, revision: 5))
        }
        let client = try daemon.client()
        #expect(try client.call(V1.Meta.version, V1.VersionRequest()).revision == 5)
        try daemon.finish()
    }

    @Test("what is written waits while as much as one may waits already", arguments: [-1, 0, 1])
    func room(beyond: Int) throws {
        var calls = Calls(from: 1)
        let stream = calls.open([], flags: .remoteOpen, deadline: .max)
        let size = Calls.streamingSizeMax - 2 * FrameHeader.size + beyond
        guard case .done = try calls.send([UInt8](repeating: 0, count: size), flags: [], on: stream) else {
            Issue.record("there is room at first")
            return
        }
        guard case .wait = try calls.send([1], flags: [], on: stream) else {
            #expect(beyond < 0)
            return
        }
        #expect(beyond >= 0)
        calls.didSend(beyond + 1)
        guard case .done = try calls.send([1], flags: [], on: stream) else {
            Issue.record("there is room again")
            return
        }
    }

    @Test("what is not taken stops the reading", arguments: [-1, 0, 1])
    func congested(beyond: Int) throws {
        var calls = Calls(from: 1)
        let stream = calls.open([], flags: .remoteClosed, deadline: .max)
        calls.take([UInt8](repeating: 0, count: Inbox.sizeMax + beyond), flags: [], on: stream)
        #expect(calls.isCongested == (beyond >= 0))
        guard case .done = try calls.next(on: stream) else {
            Issue.record("a message has come")
            return
        }
        #expect(!calls.isCongested)
    }
}
