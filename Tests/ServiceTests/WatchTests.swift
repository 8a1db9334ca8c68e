import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Whoever watches knows at every moment what a list would tell, and never hears of anything else.
/// Random worlds: run again from the seed.
@Suite struct WatchTests {
    @Test(
        "a copy kept by a watch is what lists tell, whatever changes and whoever reads late", arguments: UInt64(1)...4,
        [V1.Scope.current, .all])
    func mirror(seed: UInt64, scope: V1.Scope) throws {
        var world = RandomWorld(seed: seed)
        var mirrors = try world.lines.map { try Mirror($0, scope, in: &world.lab) }
        var (seen, told) = (mirrors.map(\.ids), 0)
        for step in 0..<100 {
            world.changeSomething()
            for index in mirrors.indices {
                let place = Comment(rawValue: "seed \(seed), step \(step), user \(index)")
                let line = mirrors[index].line
                if world.chance.happens(onceIn: 10) { world.lab.held.formSymmetricDifference([line]) }
                let now = try? world.lab.inSight(of: line, scope)
                seen[index].formUnion(now?.keys.map(\.self) ?? [])
                guard !world.lab.held.contains(line) else { continue }
                // Whoever may ask again begins again.
                if now != nil, mirrors[index].ending != nil { mirrors[index] = try Mirror(line, scope, in: &world.lab) }
                world.lab.takeTurns(on: line)
                let count = mirrors[index].messages.count
                mirrors[index].read(&world.lab)
                told += mirrors[index].messages.count - count
                #expect(mirrors[index].ids.isSubset(of: seen[index]), place)
                #expect((mirrors[index].ending != nil) == (now == nil), place)
                #expect(now.map { mirrors[index].objects == $0 } ?? true, place)
            }
        }
        #expect(told > 30)
    }

    @Test(
        "whoever goes on from a revision that it was told misses nothing, and hears of nothing else",
        arguments: UInt64(1)...4)
    func resumed(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        var mirrors = try world.lines.map { try Mirror($0, .all, in: &world.lab) }
        var seen = mirrors.map(\.ids)
        for step in 0..<200 {
            world.changeSomething()
            for index in mirrors.indices {
                let place = Comment(rawValue: "seed \(seed), step \(step), user \(index)")
                let line = mirrors[index].line
                let now = try? world.lab.inSight(of: line, .all)
                seen[index].formUnion(now?.keys.map(\.self) ?? [])
                guard let now, world.chance.happens(onceIn: 8) else { continue }
                // What was sent and not read is lost with the connection.
                mirrors[index].goOn(in: &world.lab)
                mirrors[index].read(&world.lab)
                #expect(mirrors[index].ending == nil, place)
                #expect(mirrors[index].objects == now, place)
                #expect(mirrors[index].ids.isSubset(of: seen[index]), place)
            }
        }
    }

    @Test("what came and went before a watcher was in a group is not told when it goes on from before that")
    func resumedBetween() throws {
        var pair = Pair(.readOnly)
        let cyd = pair.lab.addUser("cyd", uid: 1_002)
        pair.lab.join(cyd, pair.lab.addGroup("far", .readWrite), .member)
        let line = pair.lab.connect(uid: 1_002)
        var mirror = try Mirror(line, .all, in: &pair.lab)
        mirror.read(&pair.lab)
        let (hidden, left) = (
            pair.lab.add(.image, of: pair.ada, in: pair.group), pair.lab.add(.image, of: pair.ada, in: pair.group)
        )
        pair.lab.put([.removeObject(hidden)])
        pair.lab.join(cyd, pair.group, .member)
        mirror.goOn(in: &pair.lab)
        mirror.read(&pair.lab)
        #expect(mirror.ids == [left.rawValue])
        #expect(mirror.revision == pair.lab.state.revision)
    }

    @Test("a change out of sight sends nothing, and one in sight one message", arguments: Level.allCases)
    func silence(level: Level) throws {
        var pair = Pair(level)
        let cyd = pair.lab.addUser("cyd", uid: 1_002)
        pair.lab.join(cyd, pair.lab.addGroup("far", .readWrite), .member)
        let cydLine = pair.lab.connect(uid: 1_002)
        for line in [pair.benLine, cydLine, pair.rootLine] {
            _ = pair.lab.open(V1.Watch.changes, .with { $0.scope = .all }, on: line)
            #expect(!pair.lab.drain(line).isEmpty)
        }
        let id = pair.lab.add(.image, of: pair.ada, in: pair.group)
        pair.lab.put([.updateObject(id, name: "new", attributes: Attributes())])
        pair.lab.put([.removeObject(id)])
        #expect(pair.lab.drain(cydLine).isEmpty)
        #expect(Frames.parse(pair.lab.drain(pair.benLine)).count == (level == .private ? 0 : 3))
        #expect(Frames.parse(pair.lab.drain(pair.rootLine)).count == 3)
    }

    @Test("nothing is told before it is on disk, and nothing that the disk refused")
    func durable() throws {
        var pair = Pair(.readWrite)
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        mirror.read(&pair.lab)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        #expect(pair.lab.drain(pair.benLine).isEmpty)
        pair.lab.refuse()
        #expect(pair.lab.drain(pair.benLine).isEmpty)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .dataset }, on: pair.adaLine)
        pair.lab.write()
        mirror.read(&pair.lab)
        #expect(mirror.objects.values.map(\.kind) == [.dataset])
        #expect(mirror.revision == pair.lab.state.revision)
    }

    @Test("the level of a group brings and takes what others own", arguments: Level.allCases, Level.allCases)
    func levels(from: Level, to: Level) throws {
        var pair = Pair(from)
        let others = pair.lab.add(.image, of: pair.ada, in: pair.group)
        let own = pair.lab.add(.image, of: pair.ben, in: pair.group)
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        pair.lab.setLevel(to, of: pair.group)
        mirror.read(&pair.lab)
        let expected = to == .private ? [own.rawValue] : [others.rawValue, own.rawValue]
        #expect(mirror.objects.keys.sorted() == expected)
        #expect(try mirror.objects == pair.lab.inSight(of: pair.benLine, .current))
    }

    @Test("coming into a group brings what is in it, and leaving it takes that away")
    func membership() throws {
        var pair = Pair(.readOnly)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group).rawValue
        let cyd = pair.lab.addUser("cyd", uid: 1_002)
        pair.lab.join(cyd, pair.lab.addGroup("far", .readWrite), .member)
        let line = pair.lab.connect(uid: 1_002)
        var mirror = try Mirror(line, .all, in: &pair.lab)
        #expect(mirror.objects.isEmpty)
        pair.lab.join(cyd, pair.group, .member)
        mirror.read(&pair.lab)
        #expect(Array(mirror.objects.keys) == [image])
        pair.lab.put([.setMembership(cyd, pair.group, nil)])
        mirror.read(&pair.lab)
        #expect(mirror.objects.isEmpty)
        #expect(mirror.messages.last?.changes.map(\.what) == [.groupAnew(pair.group.rawValue)])
    }

    @Test("what came and went while a watcher was out of the group is not told when it is in again")
    func between() throws {
        var pair = Pair(.readOnly)
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        mirror.read(&pair.lab)
        pair.lab.held = [pair.benLine]
        pair.lab.put([.setMembership(pair.ben, pair.group, nil)])
        let hidden = pair.lab.add(.image, of: pair.ada, in: pair.group)
        pair.lab.put([.removeObject(hidden)])
        pair.lab.put([.setMembership(pair.ben, pair.group, .member)])
        pair.lab.held = []
        pair.lab.takeTurns(on: pair.benLine)
        mirror.read(&pair.lab)
        #expect(mirror.ids.isEmpty)
        #expect(mirror.revision == pair.lab.state.revision)
    }

    @Test("a connection that works in another group watches that one")
    func switched() throws {
        var pair = Pair(.readOnly)
        let far = pair.lab.addGroup("far", .readOnly, members: [pair.ben])
        let near = pair.lab.add(.image, of: pair.ada, in: pair.group).rawValue
        let other = pair.lab.add(.tag, of: pair.ben, in: far).rawValue
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        #expect(Array(mirror.objects.keys) == [near])
        pair.lab.send(V1.Sessions.switchGroup, .with { $0.group = far.rawValue }, on: pair.benLine)
        mirror.read(&pair.lab)
        #expect(Array(mirror.objects.keys) == [other])
        _ = pair.lab.add(.image, of: pair.ada, in: pair.group)
        #expect(pair.lab.drain(pair.benLine).isEmpty)
    }

    @Test("a watch ends when its user may ask nothing any more", arguments: [true, false])
    func deactivated(isInactive: Bool) throws {
        var pair = Pair(.readOnly)
        var mirror = try Mirror(pair.benLine, .current, in: &pair.lab)
        var ben = try #require(pair.lab.state.user(pair.ben))
        if isInactive { ben.isActive = false } else { ben.uid = 4_711 }
        pair.lab.put([.updateUser(pair.ben, ben)])
        mirror.read(&pair.lab)
        #expect(mirror.ending??.code == Code.unauthenticated.rawValue)
        #expect(pair.lab[pair.benLine].isIdle)
    }

    @Test("a watch ends with its session, by a word or by its time", arguments: [true, false])
    func sessionEnds(byWord: Bool) throws {
        var pair = Pair(.readOnly)
        let line = pair.lab.connect(uid: 1_001)
        let session = Session(
            kind: .sudo, user: pair.ben, opener: .root, group: pair.group, administration: .none, isReadOnly: false,
            tokenDigest: [], uid: 1_001, expires: pair.lab.now + Lab.second, program: "")
        pair.lab.put([.openSession(SessionID(1), session)])
        pair.lab[line].peer.bind(to: SessionID(1))
        var mirror = try Mirror(line, .current, in: &pair.lab)
        mirror.read(&pair.lab)
        #expect(mirror.ending == nil)
        if byWord {
            pair.lab.put([.endSession(SessionID(1))])
        } else {
            pair.lab.now += 2 * Lab.second
            pair.lab.remindWatchers(of: line)
        }
        mirror.read(&pair.lab)
        #expect(mirror.ending??.code == Code.unauthenticated.rawValue)
    }

    @Test("a confined session hears of its group alone, whatever scope it asks for")
    func confined() throws {
        var pair = Pair(.readOnly)
        let far = pair.lab.addGroup("far", .readOnly, members: [pair.ben])
        let line = pair.lab.connect(uid: 1_001)
        let session = Session(
            kind: .script, user: pair.ben, opener: pair.ben, group: pair.group, administration: .none,
            isReadOnly: true, tokenDigest: [], uid: 1_001, expires: .max, program: "")
        pair.lab.put([.openSession(SessionID(1), session)])
        pair.lab[line].peer.bind(to: SessionID(1))
        var mirror = try Mirror(line, .all, in: &pair.lab)
        _ = pair.lab.add(.tag, of: pair.ben, in: far)
        let here = pair.lab.add(.tag, of: pair.ada, in: pair.group)
        mirror.read(&pair.lab)
        #expect(mirror.ids == [here.rawValue])
    }
}
