import Permissions
import Protobuf
import Store
import Testing
import Wire

@testable import Service

/// What is out of sight and what does not exist give the same answer, byte for byte.
@Suite struct HiddenTests {
    /// Why the caller does not see it.
    enum Place: CaseIterable {
        /// Another's, in the caller's private group.
        case ofAnother
        /// In a group that the caller is not in.
        case elsewhere
        /// In another of the caller's groups than the current one.
        case notHere
    }

    @Test(
        "no method tells a hidden object from a missing one", arguments: Place.allCases,
        [Kind.project, .dataset, .folder, .image, .roi, .tag, .attachment, .plateRun, .script, .annotationLink])
    func same(place: Place, kind: Kind) {
        var scene = HiddenScene(place, kind)
        var empty = scene
        scene.lab.put([.removeObject(scene.unrelated)])
        empty.lab.put([.removeObject(empty.hidden)])
        for question in scene.questions {
            for line in [scene.line, scene.script] {
                for scope in place == .notHere ? [V1.Scope.current] : [.current, .all] {
                    let hidden = question.ask(&scene.lab, line, scope)
                    let missing = question.ask(&empty.lab, line, scope)
                    #expect(hidden == missing, "\(question.name)")
                }
            }
        }
    }

    @Test("a hidden container to move into is a missing one")
    func into() {
        var lab = Lab()
        let ben = lab.addUser("ben", uid: 1_001)
        let cyd = lab.addUser("cyd", uid: 1_002)
        let near = lab.addGroup("near", .private, members: [cyd])
        let far = lab.addGroup("far", .private, members: [ben, cyd])
        let image = lab.add(.image, of: cyd, in: near)
        let dataset = lab.add(.dataset, of: ben, in: far)
        let line = lab.connect(uid: 1_002)
        var empty = lab
        // The same revision, and only the hidden dataset is gone.
        lab.put([.removeObject(lab.add(.project, of: ben, in: far))])
        empty.put([.removeObject(empty.add(.project, of: ben, in: far))])
        empty.put([.removeObject(dataset)])
        lab.put([.updateObject(dataset, name: "hidden", attributes: Attributes())])
        let request = V1.MoveRequest.with {
            ($0.targets, $0.group, $0.into) = ([image.rawValue], far.rawValue, dataset.rawValue)
        }
        let hidden = lab.bytes(V1.Objects.move, request, on: line)
        #expect(hidden == empty.bytes(V1.Objects.move, request, on: line))
        lab.setLevel(.readWrite, of: far)
        #expect(lab.failure(V1.Objects.move, request, on: line) == nil)
    }

    @Test("each of these methods answers otherwise when the object is in sight")
    func differs() {
        var scene = HiddenScene(.ofAnother, .image)
        var empty = scene
        scene.lab.setLevel(.readOnly, of: scene.group)
        empty.lab.put([.removeObject(empty.hidden)])
        for question in scene.questions {
            let seen = question.ask(&scene.lab, scene.line, .current)
            let missing = question.ask(&empty.lab, empty.line, .current)
            #expect(seen != missing, "\(question.name)")
        }
    }
}
