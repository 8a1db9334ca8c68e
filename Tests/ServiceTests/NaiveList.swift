import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

extension RandomWorld {
    func caller(_ line: Lab.Line, _ scope: V1.Scope) throws -> Caller {
        try lab[line].peer.caller(at: lab.now, in: lab.state).looking(scope)
    }

    /// Every object, one after the other, asked whether it belongs to the list: slow and obvious.
    func naiveList(_ request: V1.ListRequest, _ line: Lab.Line) throws -> [UInt64] {
        let caller = try caller(line, request.scope)
        let visible = lab.state.allObjects.filter { caller.sees($0.0, in: lab.state) }
        let listed = visible.filter { id, object in
            (request.kind == .unspecified ? !object.kind.isLink : object.kind.message == request.kind)
                && (request.owner ?? object.owner.rawValue) == object.owner.rawValue
                && (request.name ?? object.name) == object.name
                && (request.within == 0 || Self.lies(id, object, within: ObjectID(request.within), visible))
                && !(request.orphaned && Self.isHeld(id, object, visible))
        }
        return listed.map(\.0.rawValue)
    }

    private static func lies(
        _ id: ObjectID, _ object: Object, within holder: ObjectID, _ visible: [(ObjectID, Object)]
    ) -> Bool {
        if object.kind.isLink { return false }
        let links = visible.lazy.map(\.1).filter { $0.kind.isLink && $0.parent == holder }
        return object.parent == holder || links.contains { $0.child == id }
    }

    private static func isHeld(_ id: ObjectID, _ object: Object, _ visible: [(ObjectID, Object)]) -> Bool {
        if object.kind == .folder { return visible.contains { $0.0 == object.parent } }
        return visible.contains { $0.1.child == id && $0.1.kind != .annotationLink }
    }

    /// A list with filters by chance.
    mutating func request() -> V1.ListRequest {
        var request = V1.ListRequest()
        request.scope = chance.pick([.current, .all])
        if chance.isTrue { request.kind = chance.pick(Kind.allCases).message }
        if chance.happens(onceIn: 3) { request.owner = chance.pick(users).rawValue }
        if chance.happens(onceIn: 3) { request.name = chance.pick(Self.names) }
        request.orphaned = chance.happens(onceIn: 4)
        return request
    }
}

extension Caller {
    func sees(_ id: ObjectID, in state: State) -> Bool { Visibility.isVisible(id, to: self, in: state) }
}
