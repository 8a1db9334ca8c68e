import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// An import in parts is one import: all of it at the close, or nothing.
@Suite struct ImportStreamTests {
    private var pair = Pair(.readAnnotate)
    private static let stream: UInt32 = 4_001

    private static let open = Frames.open(V1.Objects.importStream, stream: stream)
    private static let start = data(.start(V1.ImportStart()))
    private static let end = Frames.frame(.data, [], stream: stream, flags: [.remoteClosed, .noData])

    private static func data(_ part: V1.ImportPart.Part?) -> [UInt8] {
        Frames.frame(.data, V1.ImportPart.with { $0.part = part }.serializedBytes(), stream: stream)
    }

    private static func part(_ objects: [V1.NewObject]) -> [UInt8] { data(.objects(.with { $0.objects = objects })) }

    private static let graph: [V1.NewObject] = [
        .with { ($0.kind, $0.name, $0.find) = (.dataset, "cells", true) },
        .with { ($0.kind, $0.name) = (.image, "a") },
        .with { ($0.kind, $0.newParent, $0.newChild) = (.datasetImageLink, 1, 2) },
        .with { ($0.kind, $0.name) = (.tag, "good") },
        .with { ($0.kind, $0.newParent, $0.newChild) = (.annotationLink, 2, 4) },
    ]

    /// Sends frames as Ada. The first answer on the stream, if there is one.
    private mutating func answer(to frames: [[UInt8]], on line: Lab.Line? = nil) -> Reply? {
        let line = line ?? pair.adaLine
        for frame in frames { pair.lab.receive(frame, on: line) }
        pair.lab.work()
        return pair.lab.answers(on: line).first { $0.header.streamID == Self.stream }
    }

    private mutating func reply(to frames: [[UInt8]]) throws -> V1.ImportReply {
        let reply = try #require(answer(to: frames))
        if let status = reply.response.status { throw Failure(status: status) }
        return try V1.ImportReply(serializedBytes: reply.response.payload)
    }

    @Test("however it is cut, it makes what one request with all of it makes", arguments: 0...5)
    mutating func cuts(at cut: Int) throws {
        var whole = Pair(.readAnnotate)
        let expected = try whole.lab.call(V1.Objects.import, .with { $0.objects = Self.graph }, on: whole.adaLine)
        let parts = [Array(Self.graph.prefix(cut)), Array(Self.graph.dropFirst(cut))]
        let reply = try reply(to: [Self.open, Self.start] + parts.map(Self.part) + [Self.end])
        #expect(reply == expected)
        #expect(pair.lab.state.objectCount == whole.lab.state.objectCount)
        #expect(pair.lab.state.revision == whole.lab.state.revision)
    }

    @Test("nothing is made before the close, and nothing of what was not closed")
    mutating func unclosed() {
        #expect(answer(to: [Self.open, Self.start, Self.part(Self.graph)]) == nil)
        let revision = pair.lab.state.revision
        #expect(pair.lab.state.objectCount == 0)
        #expect(pair.lab.service.intakes.count == 1)
        pair.lab.endInput(of: pair.adaLine)
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [.invalidArgument])
        #expect(pair.lab.state.revision == revision)
        #expect(pair.lab.service.intakes.count == 0)
    }

    @Test("a connection that goes, and a daemon that stops, leave nothing of it", arguments: [false, true])
    mutating func gone(isStopping: Bool) {
        _ = answer(to: [Self.open, Self.start, Self.part(Self.graph)])
        if isStopping { pair.lab.stopStreams(of: pair.adaLine) } else { pair.lab.close(pair.adaLine) }
        #expect(pair.lab.service.intakes.count == 0)
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("what is out of order ends it, and makes nothing")
    mutating func disorder() {
        let wrong: [[[UInt8]]] = [
            [Self.open, Self.part(Self.graph)], [Self.open, Self.start, Self.start], [Self.open, Self.end],
            [Self.open, Self.start, Self.data(nil)],
            [Self.open, Self.start, Frames.frame(.data, [1], stream: Self.stream, flags: .remoteClosed)],
        ]
        for frames in wrong { #expect(answer(to: frames)?.code == .invalidArgument) }
        #expect(pair.lab.state.objectCount == 0)
        #expect(pair.lab.service.intakes.count == 0)
    }

    @Test("an entry that no import may have is refused when it comes, one that a rule forbids at the close")
    mutating func refused() {
        let forward = V1.NewObject.with { ($0.kind, $0.newParent) = (.image, 9) }
        #expect(
            answer(to: [Self.open, Self.start, Self.part(Self.graph), Self.part([forward])])?.code == .invalidArgument)
        let twice = Self.part([Self.graph[2]])
        #expect(answer(to: [Self.open, Self.start, Self.part(Self.graph), twice]) == nil)
        #expect(answer(to: [Self.end])?.code == .invalidArgument)
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("whoever may not import at all learns it from the start alone")
    mutating func judgedAtTheStart() throws {
        #expect(answer(to: [Self.open], on: pair.lab.connect(uid: 4_711))?.code == .unauthenticated)
        let readOnly = try pair.join(pair.openScript(readOnly: true), uid: 1_001)
        #expect(answer(to: [Self.open, Self.start], on: readOnly)?.code == .permissionDenied)
    }

    @Test("it is judged again as a whole: who has left the group meanwhile makes nothing")
    mutating func judgedAtTheEnd() throws {
        _ = answer(to: [Self.open, Self.start, Self.part(Self.graph)], on: pair.benLine)
        pair.lab.put([.setMembership(pair.ben, pair.group, nil)])
        let code = answer(to: [Self.end], on: pair.benLine)?.code
        #expect(code == .permissionDenied || code == .failedPrecondition)
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("a dry run takes all parts, and changes nothing")
    mutating func dryRun() throws {
        let start = Self.data(.start(.with { $0.dryRun = true }))
        let reply = try reply(to: [Self.open, start, Self.part(Self.graph), Self.end])
        #expect(reply.ids.isEmpty)
        #expect(reply.plan?.made?.counts.reduce(0) { $0 + $1.count } == 5)
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("a key stands for the start and all parts, as they were cut")
    mutating func key() throws {
        func frames(_ objects: [V1.NewObject]) -> [[UInt8]] {
            [
                Frames.open(V1.Objects.importStream, stream: Self.stream, key: "k"), Self.start, Self.part(objects),
                Self.end,
            ]
        }
        let first = try reply(to: frames(Self.graph))
        let count = pair.lab.state.objectCount
        #expect(try reply(to: frames(Self.graph)) == first)
        #expect(pair.lab.state.objectCount == count)
        #expect(answer(to: frames(Array(Self.graph.prefix(3))))?.code == .failedPrecondition)
    }

    @Test("it takes as many entries as one may, and no more", arguments: [-1, 0, 1])
    mutating func count(beyond: Int) {
        let entry = V1.NewObject.with { ($0.kind, $0.name, $0.find) = (.dataset, "cells", true) }
        let half = Array(repeating: entry, count: WireLimits.importStreamMax / 4)
        var frames = [Self.open, Self.start] + Array(repeating: Self.part(half), count: 3)
        frames += [Self.part(Array(repeating: entry, count: half.count + beyond)), Self.end]
        #expect(answer(to: frames)?.code == (beyond > 0 ? .invalidArgument : .ok))
        #expect(pair.lab.service.intakes.count == 0)
    }

    @Test(
        "parts hold as many bytes as they may, of one import, of one uid and of all, and no more",
        arguments: [-1, 0, 1])
    mutating func size(beyond: Int) {
        let part = Self.part(Self.graph)
        let size = part.count - FrameHeader.size
        let held = size + Self.graph.count * ServiceLimits.entryOverhead
        let frames = [Self.open, Self.start, part, part]
        for (limit, room) in [(\Intakes.sizeMax, size), (\.sizeOfOneMax, held), (\.sizeOfAllMax, held)] {
            var lab = Pair(.readAnnotate)
            lab.lab.service.intakes[keyPath: limit] = 2 * room - beyond
            for frame in frames { lab.lab.receive(frame, on: lab.adaLine) }
            #expect(lab.lab.answers(on: lab.adaLine).map(\.code) == (beyond > 0 ? [.resourceExhausted] : []))
        }
    }

    @Test("what one has on its way takes no room from others, and gives it back when it ends")
    mutating func room() {
        let part = Self.part(Self.graph)
        let begun = [Self.open, Self.start, part]
        pair.lab.service.intakes.sizeOfOneMax = part.count + Self.graph.count * ServiceLimits.entryOverhead
        let second = pair.lab.connect(uid: 1_000)
        #expect(answer(to: begun) == nil)
        #expect(answer(to: begun, on: second)?.code == .resourceExhausted)
        #expect(answer(to: begun + [Self.end], on: pair.benLine)?.code == .ok)
        pair.lab.close(pair.adaLine)
        #expect(answer(to: begun + [Self.end], on: second)?.code == .ok)
    }
}
