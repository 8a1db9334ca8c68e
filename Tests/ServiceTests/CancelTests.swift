import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// What a client wants no more of ends, and takes nothing along.
@Suite struct CancelTests {
    /// A stream of each kind that is open, on Ben's connection.
    private struct Open {
        var pair = Pair(.readOnly)
        let streams: [UInt32]
        let revision: UInt64

        init() throws {
            let content = [UInt8](repeating: 1, count: 3_000_000)
            let id = try pair.lab.upload(Lab.new("notes"), [content], on: pair.benLine).id
            let name = String(repeating: "n", count: 4_000)
            for _ in 0..<200 { _ = pair.lab.add(.tag, of: pair.ada, in: pair.group, named: name) }
            revision = pair.lab.state.revision
            pair.lab.held = [pair.benLine]
            streams = [
                pair.lab.startUpload(Lab.new("more"), on: pair.benLine),
                pair.lab.open(V1.Attachments.download, .with { $0.attachment = id }, on: pair.benLine),
                pair.lab.open(V1.Objects.listAll, .with { $0.pageSize = 10 }, on: pair.benLine),
                pair.lab.open(V1.Watch.changes, V1.ChangesRequest(), on: pair.benLine),
            ]
            #expect(pair.lab[pair.benLine].streams.count == 4)
        }
    }

    @Test("a stream that is cancelled is answered with that, and nothing is left of it", arguments: 0..<4)
    func cancelled(index: Int) throws {
        var open = try Open()
        let (line, stream) = (open.pair.benLine, open.streams[index])
        _ = open.pair.lab.drain(line)
        let call = open.pair.lab.send(V1.Meta.cancel, .with { $0.stream = stream }, on: line)
        let answers = open.pair.lab.answers(on: line)
        #expect(answers.map(\.header.streamID) == [stream, call])
        #expect(answers.map(\.code) == [.cancelled, .ok])
        #expect(open.pair.lab[line].streams.count == 3)
        for other in open.streams { open.pair.lab.send(V1.Meta.cancel, .with { $0.stream = other }, on: line) }
        open.pair.lab.work()
        _ = open.pair.lab.drain(line)
        #expect(open.pair.lab[line].isIdle)
        #expect(open.pair.lab.service.transfers.count == 0)
        #expect(open.pair.lab.folder.names.count == 1)
        #expect(open.pair.lab.state.revision == open.revision)
    }

    @Test("cancelling what is over, or never was, or waits for the disk changes nothing")
    func late() {
        var pair = Pair(.readOnly)
        let create = pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.benLine)
        for stream in [create, 999, 0, 2] {
            pair.lab.send(V1.Meta.cancel, .with { $0.stream = stream }, on: pair.benLine)
        }
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.ok, .ok, .ok, .ok])
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.ok])
        #expect(pair.lab.state.objectCount == 1)
    }

    @Test("a message on a stream that takes none ends it, and saying that none will come does not", arguments: 1..<4)
    func data(index: Int) throws {
        var open = try Open()
        let (line, stream) = (open.pair.benLine, open.streams[index])
        _ = open.pair.lab.drain(line)
        open.pair.lab.end(stream, on: line)
        #expect(open.pair.lab.drain(line).isEmpty)
        open.pair.lab.receive(Frames.frame(.data, [0], stream: stream), on: line)
        #expect(open.pair.lab.answers(on: line).map(\.code) == [.invalidArgument])
        #expect(open.pair.lab[line].streams[stream] == nil)
    }

    @Test("a connection that ends takes its streams along")
    func closed() throws {
        var open = try Open()
        open.pair.lab.close(open.pair.benLine)
        open.pair.lab.work()
        #expect(open.pair.lab.service.transfers.count == 0)
        _ = open.pair.lab.add(.tag, of: open.pair.ada, in: open.pair.group)
        #expect(open.pair.lab.service.takeStirred().isEmpty)
    }

    @Test("a daemon that stops ends watches, and lets lists go on")
    func stopping() throws {
        var open = try Open()
        let line = open.pair.benLine
        _ = open.pair.lab.drain(line)
        open.pair.lab.stopStreams(of: line)
        let answers = open.pair.lab.answers(on: line)
        #expect(Set(answers.map(\.header.streamID)) == [open.streams[0], open.streams[3]])
        #expect(answers.allSatisfy { $0.code == .unavailable })
        open.pair.lab.held = []
        open.pair.lab.takeTurns(on: line)
        let (pages, ending): ([V1.ListReply], _) = open.pair.lab.allMessages(on: open.streams[2], line)
        #expect(pages.last?.complete == true)
        #expect(ending == nil)
    }
}
