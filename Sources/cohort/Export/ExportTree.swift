internal import CohortClient
internal import Protobuf
internal import Wire

/// Objects and all that they hold, as far as one sees it.
struct ExportTree {
    private(set) var objects: [UInt64: V1.Object] = [:]
    /// What each object holds: contents, regions and annotations, in the order of the daemon.
    private var contents: [UInt64: [UInt64]] = [:]
    /// The ids in ascending order, by kind.
    private var kinds: [V1.Kind: [UInt64]] = [:]

    /// Gathers what lies in these objects, and what lies in that.
    init(of roots: [V1.Object], _ lab: Lab) throws(Failure) {
        var open = roots
        for root in roots { objects[root.id] = root }
        while let next = open.popLast() {
            let held = try lab.list(.with { ($0.within, $0.scope) = (next.id, .all) }).filter(\.isExported)
            contents[next.id] = held.map(\.id)
            for object in held where objects.updateValue(object, forKey: object.id) == nil { open.append(object) }
        }
        // Images of a well lie in it by their field; a fileset holds its images, and is seen from each of them.
        kinds = Dictionary(grouping: objects.keys.sorted()) { objects[$0]?.kind ?? .unspecified }
    }

    /// All objects of some kinds, in the order in which they were made.
    func all(_ wanted: V1.Kind...) -> [V1.Object] {
        let ids = wanted.count == 1 ? kinds[wanted[0]] ?? [] : wanted.flatMap { kinds[$0] ?? [] }.sorted()
        return ids.compactMap { objects[$0] }
    }

    /// What an object holds of one kind, in ascending order.
    func contents(of id: UInt64, _ kind: V1.Kind) -> [V1.Object] {
        (contents[id] ?? []).sorted().compactMap { objects[$0] }.filter { $0.kind == kind }
    }

    func annotations(on id: UInt64) -> [V1.Object] {
        (contents[id] ?? []).sorted().compactMap { objects[$0] }.filter(\.kind.isAnnotation)
    }
}

extension V1.Object {
    /// Whether a file can say it. How images are shown, and what cohort notes of an import, are of no use elsewhere.
    fileprivate var isExported: Bool {
        kind != .renderingSettings && text(of: .namespace) != ImportRecord.namespace
    }
}
