internal import CohortClient
internal import Digest
internal import Protobuf
internal import Wire

/// What is kept of a file that was imported: a key-value annotation on what stands above all that it made, in one step
/// with it. By its name, which has the digest of the file, the file is known again.
struct ImportRecord {
    static let namespace = "cohort/import"
    /// So many objects carry it: one would do, and may be deleted.
    private static let linksMax = 100

    let name: String
    private let pairs: [(key: String, value: String)]

    init(of file: [UInt8], called path: String) {
        let digest = SHA256.digest(of: file).hexadecimal
        name = "sha256:\(digest)"
        pairs = [("file", LocalFile(path).name), ("bytes", "\(file.count)"), ("sha256", digest)]
    }

    /// Adds the annotation, and what puts it on things.
    ///
    /// - Parameter origin: what the file says of itself.
    func add(
        to draft: inout ImportDraft, origin: [(key: String, value: String?)], on roots: [ImportDraft.Place]
    ) {
        guard !roots.isEmpty else { return }
        let all = pairs + origin.compactMap { key, value in value.map { (key, $0) } }
        let place = draft.add(.map, name: name) {
            $0.set(.namespace, .text(Self.namespace))
            $0.set(
                .pairs,
                .pairs(.with { $0.pairs = all.map { pair in .with { ($0.key, $0.value) = (pair.0, pair.1) } } }))
        }
        for root in roots.prefix(Self.linksMax) { draft.link(.annotationLink, from: root, to: place) }
    }

    /// What the caller made of the same bytes before, in the current group, and has not deleted. Empty: nothing.
    func earlier(_ lab: Lab, by user: UInt32) throws(Failure) -> [V1.Object] {
        let records = try lab.list(.with { ($0.kind, $0.name, $0.owner) = (.map, name, user) })
        for record in records.reversed() where record.text(of: .namespace) == Self.namespace {
            let made = try lab.call(V1.Objects.list, .with { $0.annotation = record.id }).objects
            if !made.isEmpty { return made }
        }
        return []
    }
}
