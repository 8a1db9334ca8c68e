import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Of what changes a bounded part is kept: whoever cannot be told the rest is told that.
@Suite struct WatchGapTests {
    /// Keeps the last eight objects that changed, each in a record of its own: that makes four records.
    private static let few = ChangeLimits(objects: 8, objectsOfOne: 4)

    @Test("a watch goes on from what is kept, and one that asks for more is refused", arguments: [-1, 0, 1])
    func kept(beyond: Int) throws {
        var pair = Pair(.readOnly, in: Lab(keeping: Self.few))
        let revision = pair.lab.state.revision
        for _ in 0..<(4 + beyond) { _ = pair.lab.add(.tag, of: pair.ada, in: pair.group) }
        let stream = pair.lab.open(V1.Watch.changes, .with { $0.afterRevision = revision }, on: pair.benLine)
        let (messages, ending): ([V1.ChangesReply], _) = pair.lab.messages(on: stream, pair.benLine)
        #expect(messages.flatMap(\.changes).count == (beyond > 0 ? 0 : 4 + beyond))
        #expect(ending??.code == (beyond > 0 ? Code.outOfRange.rawValue : nil))
        #expect(ending??.message.contains("list all again") ?? (beyond <= 0))
    }

    @Test("whoever reads too late for what is kept is told so, and nobody else", arguments: [-1, 0, 1])
    func late(beyond: Int) throws {
        var pair = Pair(.readOnly, in: Lab(keeping: Self.few))
        var slow = try Mirror(pair.benLine, .current, in: &pair.lab)
        var quick = try Mirror(pair.adaLine, .current, in: &pair.lab)
        slow.read(&pair.lab)
        pair.lab.held = [pair.benLine]
        for _ in 0..<(4 + beyond) {
            _ = pair.lab.add(.tag, of: pair.ada, in: pair.group)
            quick.read(&pair.lab)
        }
        pair.lab.held = []
        pair.lab.takeTurns(on: pair.benLine)
        slow.read(&pair.lab)
        #expect(slow.ending??.code == (beyond > 0 ? Code.outOfRange.rawValue : nil))
        #expect(slow.objects.count == (beyond > 0 ? 0 : 4 + beyond))
        #expect(quick.ending == nil)
        #expect(quick.objects.count == 4 + beyond)
    }

    @Test("whoever has nothing to be told is never too late")
    func elsewhere() throws {
        var pair = Pair(.readOnly, in: Lab(keeping: Self.few))
        let far = pair.lab.addGroup("far", .readOnly, members: [pair.ada])
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        mirror.read(&pair.lab)
        for _ in 0..<20 { _ = pair.lab.add(.tag, of: pair.ada, in: far) }
        #expect(pair.lab.drain(pair.benLine).isEmpty)
        let tag = pair.lab.add(.tag, of: pair.ada, in: pair.group)
        mirror.read(&pair.lab)
        #expect(Array(mirror.objects.keys) == [tag.rawValue])
        // Nothing is lost if it comes back as late as this, for it was told how far it is.
        for _ in 0..<20 { _ = pair.lab.add(.tag, of: pair.ada, in: far) }
        pair.lab.remindWatchers(of: pair.benLine)
        mirror.read(&pair.lab)
        #expect(mirror.revision == pair.lab.state.revision)
        mirror.goOn(in: &pair.lab)
        mirror.read(&pair.lab)
        #expect(mirror.ending == nil)
    }

    @Test("a record that changed more than is kept has its group told anew", arguments: [3, 4, 5])
    func crowd(count: Int) throws {
        var pair = Pair(.readOnly, in: Lab(keeping: Self.few))
        let tags = (0..<count).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group) }
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        pair.lab.put(tags.map { .updateObject($0, name: "new", attributes: Attributes()) })
        mirror.read(&pair.lab)
        #expect(try mirror.objects == pair.lab.inSight(of: pair.benLine, .current))
        let changes = mirror.messages.flatMap(\.changes).map(\.what)
        #expect(changes.contains(.groupAnew(pair.group.rawValue)) == (count > 4))
        #expect(changes.count == count + (count > 4 ? 1 : 0))
    }

    @Test("a crowd out of sight is not heard of", arguments: Level.allCases)
    func hiddenCrowd(level: Level) throws {
        var pair = Pair(level, in: Lab(keeping: Self.few))
        let tags = (0..<6).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group) }
        let mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        _ = pair.lab.drain(mirror.line)
        pair.lab.put(tags.map { .removeObject($0) })
        #expect(pair.lab.drain(pair.benLine).isEmpty == (level == .private))
    }

    @Test("a daemon that has started anew knows nothing of before, and all from then on")
    func restarted() throws {
        var pair = Pair(.readOnly)
        let tag = pair.lab.add(.tag, of: pair.ada, in: pair.group)
        let revision = pair.lab.state.revision
        pair.lab.service = Service(Store(pair.lab.state))
        for (after, code) in [(revision - 1, Code.outOfRange), (revision + 1, .outOfRange)] {
            let stream = pair.lab.open(V1.Watch.changes, .with { $0.afterRevision = after }, on: pair.benLine)
            let (_, ending): ([V1.ChangesReply], _) = pair.lab.messages(on: stream, pair.benLine)
            #expect(ending??.code == code.rawValue)
        }
        let stream = pair.lab.open(V1.Watch.changes, .with { $0.afterRevision = revision }, on: pair.benLine)
        pair.lab.put([.removeObject(tag)])
        let (messages, _): ([V1.ChangesReply], _) = pair.lab.messages(on: stream, pair.benLine)
        #expect(messages.map { $0.changes.map(\.what) } == [[], [.gone(tag.rawValue)]])
    }

    @Test("a watcher that does not read is told no more than fits, and all of it when it reads again")
    func slowReader() throws {
        var pair = Pair(.readOnly)
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        let name = String(repeating: "n", count: 4_000)
        for _ in 0..<400 { _ = pair.lab.add(.tag, of: pair.ada, in: pair.group, named: name) }
        #expect(pair.lab[pair.benLine].outbox.count < 2 * ServiceLimits.outboxSizeMax / ServiceLimits.tellingPart)
        #expect(pair.lab[pair.benLine].takesInput)
        mirror.read(&pair.lab)
        #expect(try mirror.objects == pair.lab.inSight(of: pair.benLine, .current))
    }
}
