import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// What a watcher knows: a copy of all that is in its sight, kept by what it is told.
struct Mirror {
    let line: Lab.Line
    let scope: V1.Scope
    private(set) var stream: UInt32
    private(set) var objects: [UInt64: V1.Object]
    private(set) var revision: UInt64
    /// Everything that it was ever told of.
    private(set) var ids: Set<UInt64>
    private(set) var messages: [V1.ChangesReply] = []
    private(set) var ending: Ttrpc.Status??

    /// Begins with all that is in sight now, as lists would tell it.
    init(_ line: Lab.Line, _ scope: V1.Scope, in lab: inout Lab) throws {
        self.line = line
        self.scope = scope
        objects = try lab.inSight(of: line, scope)
        ids = Set(objects.keys)
        revision = lab.state.revision
        stream = lab.open(
            V1.Watch.changes, .with { ($0.afterRevision, $0.scope) = (lab.state.revision, scope) }, on: line)
    }

    /// Goes on from where it was told all, on another stream: what was sent and not read is lost.
    mutating func goOn(in lab: inout Lab) {
        lab.send(V1.Meta.cancel, .with { $0.stream = stream }, on: line)
        ending = nil
        _ = lab.drain(line)
        stream = lab.open(V1.Watch.changes, .with { ($0.afterRevision, $0.scope) = (revision, scope) }, on: line)
    }

    /// Reads what has come.
    mutating func read(_ lab: inout Lab) {
        while true {
            let (more, ending): ([V1.ChangesReply], Ttrpc.Status??) = lab.messages(on: stream, line)
            for message in more { take(message) }
            if let ending { self.ending = ending }
            if more.isEmpty || ending != nil { return }
        }
    }

    private mutating func take(_ message: V1.ChangesReply) {
        messages.append(message)
        precondition(message.revision >= revision, "revisions grow")
        revision = message.revision
        for change in message.changes {
            switch change.what {
            case .seen(let object):
                objects[object.id] = object
                ids.insert(object.id)
            case .gone(let id):
                objects[id] = nil
                ids.insert(id)
            case .groupAnew(let group): objects = objects.filter { $0.value.group != group }
            case .everythingAnew: objects = [:]
            case nil: preconditionFailure("a change says what has changed")
            }
        }
    }
}

extension Lab {
    /// All objects and links that somebody sees now, as that one sees them.
    func inSight(of line: Line, _ scope: V1.Scope) throws -> [UInt64: V1.Object] {
        let caller = try self[line].peer.caller(at: now, in: state).looking(scope)
        var objects: [UInt64: V1.Object] = [:]
        for (id, _) in state.allObjects where caller.sees(id, in: state) {
            objects[id.rawValue] = try ObjectView.message(id, for: caller, in: state)
        }
        return objects
    }
}
