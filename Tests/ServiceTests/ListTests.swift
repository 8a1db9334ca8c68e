import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// A list is what the caller sees, whole and once, however it is cut into pages. Random worlds: run again from the seed.
@Suite struct ListTests {
    @Test(
        "a list without filters is all that is in sight but links", arguments: UInt64(1)...2, [V1.Scope.current, .all])
    func everything(seed: UInt64, scope: V1.Scope) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines { try expect(.with { $0.scope = scope }, line, &world, seed) }
    }

    @Test("a list of one kind is all of that kind in sight, links too", arguments: Kind.allCases)
    func kinds(kind: Kind) throws {
        var world = RandomWorld(seed: 1)
        for line in world.lines {
            try expect(.with { ($0.kind, $0.scope) = (kind.message, .all) }, line, &world, 1)
        }
    }

    @Test("filters leave what each of them lets through", arguments: UInt64(1)...5)
    func filters(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for _ in 0..<5 {
                let request = world.request()
                try expect(request, line, &world, seed)
            }
        }
    }

    @Test("what an object in sight holds is found within it", arguments: UInt64(1)...2)
    func within(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for id in world.objects where world.chance.happens(onceIn: 4) {
                guard try world.caller(line, .all).sees(id, in: world.lab.state) else { continue }
                try expect(.with { ($0.within, $0.scope) = (id.rawValue, .all) }, line, &world, seed)
            }
        }
    }

    @Test("what holds an object in sight is found, and what an annotation is on", arguments: UInt64(1)...2)
    func holding(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for id in world.objects where world.chance.happens(onceIn: 4) {
                guard try world.caller(line, .all).sees(id, in: world.lab.state) else { continue }
                try expect(.with { ($0.holding, $0.scope) = (id.rawValue, .all) }, line, &world, seed)
                try expect(.with { ($0.annotation, $0.scope) = (id.rawValue, .all) }, line, &world, seed)
            }
        }
    }

    @Test("filters of place and of all else go together", arguments: UInt64(1)...4)
    func together(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for id in world.objects where world.chance.happens(onceIn: 8) {
                guard try world.caller(line, .all).sees(id, in: world.lab.state) else { continue }
                var request = world.request()
                (request.scope, request.group) = (.all, nil)
                if world.chance.isTrue { request.within = id.rawValue } else { request.holding = id.rawValue }
                let other = world.chance.pick(world.objects)
                if try world.chance.isTrue && world.caller(line, .all).sees(other, in: world.lab.state) {
                    request.annotation = other.rawValue
                }
                try expect(request, line, &world, seed)
            }
        }
    }

    @Test("the links of an object are listed where their kind is asked for")
    func links() throws {
        var pair = Pair(.readWrite)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group)
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group)
        let links = [pair.ada, pair.ben].map {
            pair.lab.add(.annotationLink, of: $0, in: pair.group, parent: image, child: tag).rawValue
        }
        let request = V1.ListRequest.with { ($0.kind, $0.within) = (.annotationLink, image.rawValue) }
        #expect(try pair.lab.pages(request, on: pair.adaLine) == [links])
        // The tag itself is there once, although two have put it on.
        #expect(try pair.lab.pages(.with { $0.within = image.rawValue }, on: pair.adaLine) == [[tag.rawValue]])
    }

    @Test("a list that cannot be as it is asked for is refused")
    func refused() {
        var pair = Pair(.readWrite)
        let far = pair.lab.addGroup("far", .readWrite, members: [pair.ada])
        let refusals: [(V1.ListRequest, Code)] = [
            (.with { $0.group = far.rawValue }, .invalidArgument), (.with { $0.group = 999 }, .notFound),
            (.with { $0.owner = 999 }, .notFound), (.with { $0.within = 999 }, .notFound),
            (.with { $0.holding = 999 }, .notFound), (.with { $0.annotation = 999 }, .notFound),
            (.with { $0.kind = V1.Kind(rawValue: 99) }, .invalidArgument),
        ]
        for (request, code) in refusals {
            #expect(pair.lab.failure(V1.Objects.list, request, on: pair.adaLine)?.code == code)
            #expect(pair.lab.failure(V1.Objects.count, request, on: pair.adaLine)?.code == code)
        }
    }

    @Test("a list looks at so many objects and no more, and goes on where it stopped")
    func bounded() throws {
        var pair = Pair(.readWrite)
        let first = pair.lab.state.nextObjectID.rawValue
        let tag = Object(
            kind: .tag, owner: pair.ada, group: pair.group, name: "tag", parent: nil, child: nil,
            attributes: Attributes())
        let count = UInt64(ServiceLimits.examinedMax) / 10 + 2
        pair.lab.put((0..<count).map { .createObject(ObjectID(first + $0), tag) })
        let last = pair.lab.add(.tag, of: pair.ada, in: pair.group, named: "needle").rawValue
        #expect(try pair.lab.pages(.with { $0.words = "needle" }, on: pair.adaLine) == [[], [last]])
    }

    @Test(
        "official scripts are in everyone's list of scripts, wherever they look", arguments: [V1.Scope.current, .all])
    func official(scope: V1.Scope) throws {
        var pair = Pair(.private)
        let script = pair.lab.add(.script, of: .root, in: .user, named: "official")
        let reply = try pair.lab.call(
            V1.Objects.list, .with { ($0.kind, $0.scope) = (.script, scope) }, on: pair.benLine)
        #expect(reply.objects.map(\.id) == [script.rawValue])
    }

    @Test("a page of large objects ends before the frame does, and the list is whole")
    func large() throws {
        var pair = Pair(.private)
        let text = Attributes([Attribute(.description, .text(String(repeating: "x", count: 900_000)))])
        let ids = (0..<10).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group, attributes: text).rawValue }
        #expect(try pair.lab.pages(V1.ListRequest(), on: pair.adaLine).flatMap(\.self) == ids)
    }

    @Test("a page holds as many as one may, whatever was asked for", arguments: [-1, 0, 1])
    func pageSize(beyond: Int) throws {
        var pair = Pair(.private)
        let count = WireLimits.pageSizeMax + 1
        let first = pair.lab.state.nextObjectID.rawValue
        let tag = Object(
            kind: .tag, owner: pair.ada, group: pair.group, name: "", parent: nil, child: nil, attributes: Attributes())
        pair.lab.put((0..<UInt64(count)).map { .createObject(ObjectID(first + $0), tag) })
        let pages = try pair.lab.pages(
            .with { $0.pageSize = UInt32(WireLimits.pageSizeMax + beyond) }, on: pair.adaLine)
        #expect(pages.map(\.count) == (beyond < 0 ? [count - 2, 2] : [count - 1, 1]))
    }

    @Test("a page token of another length is refused", arguments: [1, 7, 9])
    func token(size: Int) {
        var pair = Pair(.private)
        let failure = pair.lab.failure(
            V1.Objects.list, .with { $0.pageToken = [UInt8](repeating: 0xFF, count: size) }, on: pair.adaLine)
        #expect(failure?.code == .invalidArgument)
    }

    @Test("a page after the greatest id is empty and complete")
    func lastToken() throws {
        var pair = Pair(.private)
        _ = pair.lab.add(.tag, of: pair.ada, in: pair.group)
        let reply = try pair.lab.call(
            V1.Objects.list, .with { $0.pageToken = [UInt8](repeating: 0xFF, count: 8) }, on: pair.adaLine)
        #expect(reply.objects.isEmpty)
        #expect(reply.complete)
    }

    /// The list by pages of every size is the naive one.
    private func expect(
        _ request: V1.ListRequest, _ line: Lab.Line, _ world: inout RandomWorld, _ seed: UInt64
    ) throws {
        let naive = try world.naiveList(request, line)
        for size in [1, 7, 1_000] as [UInt32] {
            var request = request
            request.pageSize = size
            let pages = try world.lab.pages(request, on: line)
            // By place a list goes in the order of the links: once each, all the same.
            let isByPlace = request.within + request.holding + request.annotation > 0
            let listed = pages.flatMap(\.self)
            #expect((isByPlace ? listed.sorted() : listed) == naive, "seed \(seed), \(request)")
            #expect(try world.lab.count(request, on: line) == naive.count, "seed \(seed), \(request)")
            #expect(pages.dropLast().allSatisfy { $0.count == Int(size) }, "seed \(seed), \(request)")
        }
    }
}

extension Lab {
    /// How many objects a list has, counted page by page.
    mutating func count(_ request: V1.ListRequest, on line: Line) throws -> Int {
        var request = request
        var sum = 0
        while true {
            let reply = try call(V1.Objects.count, request, on: line)
            sum += reply.counts.reduce(0) { $0 + Int($1.count) }
            #expect(reply.complete == reply.nextPageToken.isEmpty)
            if reply.complete { return sum }
            request.pageToken = reply.nextPageToken
        }
    }

    /// The ids of a list, page by page.
    mutating func pages(_ request: V1.ListRequest, on line: Line) throws -> [[UInt64]] {
        var request = request
        var pages: [[UInt64]] = []
        while true {
            let reply = try call(V1.Objects.list, request, on: line)
            pages.append(reply.objects.map(\.id))
            #expect(reply.complete == reply.nextPageToken.isEmpty)
            if reply.complete { return pages }
            request.pageToken = reply.nextPageToken
        }
    }
}
