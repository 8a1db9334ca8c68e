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
        [Kind.project, .dataset, .folder, .image, .roi, .tag, .plateRun, .script, .annotationLink])
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
