import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// A list that is sent whole is the list that comes in pages. Random worlds: run again from the seed.
@Suite struct WholeListTests {
    @Test("a list, its stream, its count and the checks tell of the same objects", arguments: UInt64(1)...6)
    func agreement(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for _ in 0..<6 {
                var request = world.request()
                let listed = try world.lab.pages(request, on: line).joined().map(\.self)
                request.pageSize = world.chance.pick([0, 1, 3, 1_000])
                let stream = world.lab.open(V1.Objects.listAll, request, on: line)
                let (pages, ending): ([V1.ListReply], _) = world.lab.allMessages(on: stream, line)
                #expect(ending == nil, "seed \(seed)")
                #expect(pages.flatMap(\.objects).map(\.id) == listed, "seed \(seed)")
                #expect(pages.map(\.complete) == pages.indices.map { $0 == pages.count - 1 }, "seed \(seed)")
                let sizeMax = request.pageSize == 0 ? WireLimits.pageSizeMax : Int(request.pageSize)
                #expect(pages.allSatisfy { $0.objects.count <= sizeMax })
                #expect(try world.lab.count(request, on: line) == listed.count, "seed \(seed)")
                let checked = try world.naiveList(request, line)
                #expect(listed.sorted() == checked, "seed \(seed)")
            }
        }
    }

    @Test("a stream that was broken off is resumed behind any of its messages")
    func resumed() throws {
        var pair = Pair(.readOnly)
        let ids = (0..<20).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group).rawValue }
        let stream = pair.lab.open(V1.Objects.listAll, .with { $0.pageSize = 3 }, on: pair.benLine)
        let (pages, _): ([V1.ListReply], _) = pair.lab.allMessages(on: stream, pair.benLine)
        #expect(pages.count == 7)
        for (index, page) in pages.enumerated() where !page.complete {
            let rest = pair.lab.open(V1.Objects.listAll, .with { $0.pageToken = page.nextPageToken }, on: pair.benLine)
            let (more, _): ([V1.ListReply], _) = pair.lab.allMessages(on: rest, pair.benLine)
            #expect(more.flatMap(\.objects).map(\.id) == ids.dropFirst(3 * index + 3).map(\.self))
        }
    }

    @Test("a right that is lost on the way ends it, and what was switched to on the way is no business of its")
    func rights() throws {
        var pair = Pair(.readOnly)
        let far = pair.lab.addGroup("far", .readOnly, members: [pair.ben])
        for _ in 0..<4 { _ = pair.lab.add(.tag, of: pair.ada, in: pair.group) }
        pair.lab.held = [pair.benLine]
        let stream = pair.lab.open(V1.Objects.listAll, .with { $0.pageSize = 3 }, on: pair.benLine)
        pair.lab.send(V1.Sessions.switchGroup, .with { $0.group = far.rawValue }, on: pair.benLine)
        _ = pair.lab.service.goOn(&pair.lab.lines[pair.benLine.index], at: pair.lab.now)
        let (first, _): ([V1.ListReply], _) = pair.lab.messages(on: stream, pair.benLine)
        #expect(first.map(\.objects.count) == [3])
        var ben = try #require(pair.lab.state.user(pair.ben))
        ben.isActive = false
        pair.lab.put([.updateUser(pair.ben, ben)])
        pair.lab.held = []
        pair.lab.takeTurns(on: pair.benLine)
        let (rest, ending): ([V1.ListReply], _) = pair.lab.allMessages(on: stream, pair.benLine)
        #expect(rest.isEmpty)
        #expect(ending?.code == Code.unauthenticated.rawValue)
    }

    @Test("a reader that stops holds back its list and nothing else, and gets the rest when it reads again")
    func slowReader() throws {
        var pair = Pair(.readOnly)
        let name = String(repeating: "n", count: 4_000)
        let ids = (0..<600).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group, named: name).rawValue }
        let streams = (0..<2).map { _ in
            pair.lab.open(V1.Objects.listAll, .with { $0.pageSize = 20 }, on: pair.benLine)
        }
        let size = ServiceLimits.outboxSizeMax / ServiceLimits.tellingPart
        #expect(pair.lab[pair.benLine].outbox.count < size + 20 * 4_100)
        #expect(pair.lab[pair.benLine].outbox.count >= size)
        #expect(pair.lab[pair.benLine].takesInput)
        pair.lab.send(V1.Meta.version, V1.VersionRequest(), on: pair.benLine)
        var received: [UInt32: [UInt64]] = [:]
        while !pair.lab[pair.benLine].isIdle {
            for frame in Frames.parse(pair.lab.drain(pair.benLine)) where streams.contains(frame.header.streamID) {
                guard !frame.header.flags.contains(.noData) else { continue }
                let page: V1.ListReply = Frames.message(frame)
                received[frame.header.streamID, default: []] += page.objects.map(\.id)
            }
        }
        #expect(streams.allSatisfy { received[$0] == ids })
    }

    @Test("lists and watches of one connection take turns")
    func turns() {
        var pair = Pair(.readOnly)
        for _ in 0..<6 { _ = pair.lab.add(.tag, of: pair.ada, in: pair.group) }
        pair.lab.held = [pair.benLine]
        let streams = (0..<3).map { _ in
            pair.lab.open(V1.Objects.listAll, .with { $0.pageSize = 2 }, on: pair.benLine)
        }
        pair.lab.held = []
        let frames = Frames.parse(pair.lab.drain(pair.benLine)) + Frames.parse(pair.lab.drain(pair.benLine))
        let order = frames.filter { !$0.header.flags.contains(.noData) }.map(\.header.streamID)
        #expect(order == streams + streams + streams)
    }
}
