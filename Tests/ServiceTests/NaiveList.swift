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
                && (request.holding == 0 || Self.lies(ObjectID(request.holding), within: id, visible))
                && (request.annotation == 0 || Self.isOn(id, ObjectID(request.annotation), visible))
                && (request.group ?? object.group.rawValue) == object.group.rawValue
                && (request.namePrefix.isEmpty || object.name.hasPrefix(request.namePrefix))
                && request.words.split(separator: " ").allSatisfy { Self.says(object, String($0)) }
                && !(request.orphaned && Self.isHeld(id, object, visible))
        }
        return listed.map(\.0.rawValue)
    }

    private static func says(_ object: Object, _ word: String) -> Bool {
        var texts = [object.name]
        for field in [Permissions.Field.description, .text] {
            if case .text(let text) = object.attributes[field] { texts.append(text) }
        }
        if case .pairs(let pairs) = object.attributes[.pairs] { texts += pairs.flatMap { [$0.key, $0.value] } }
        return texts.contains { $0.lowercased().contains(word.lowercased()) }
    }

    private static func isOn(_ id: ObjectID, _ annotation: ObjectID, _ visible: [(ObjectID, Object)]) -> Bool {
        visible.contains { $0.1.kind == .annotationLink && $0.1.parent == id && $0.1.child == annotation }
    }

    private static func lies(_ id: ObjectID, within holder: ObjectID, _ visible: [(ObjectID, Object)]) -> Bool {
        guard let object = visible.first(where: { $0.0 == id })?.1 else { return false }
        return lies(id, object, within: holder, visible)
    }

    private static func lies(
        _ id: ObjectID, _ object: Object, within holder: ObjectID, _ visible: [(ObjectID, Object)]
    ) -> Bool {
        if object.parent == holder { return true }
        return visible.contains { other, above in
            above.child == id && (above.kind.isLink ? above.parent == holder : other == holder)
        }
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
        if chance.happens(onceIn: 4) { request.namePrefix = chance.pick(["c", "ce", "caf", "C", "caf\u{E9}"]) }
        if chance.happens(onceIn: 4) { request.words = chance.pick(["CELL", "s ell", "caf", "nothing"]) }
        if request.scope == .all && chance.happens(onceIn: 3) { request.group = chance.pick(groups).rawValue }
        request.orphaned = chance.happens(onceIn: 4)
        return request
    }
}

extension Caller {
    func sees(_ id: ObjectID, in state: State) -> Bool { Visibility.isVisible(id, to: self, in: state) }
}
