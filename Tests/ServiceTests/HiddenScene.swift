import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// A question about one object, and the bytes that answer it.
struct Question {
    let name: String
    let ask: (inout Lab, Lab.Line, V1.Scope) -> [UInt8]
}

/// Cyd, data of its own, and one object that it does not see.
struct HiddenScene {
    var lab: Lab
    let line: Lab.Line
    /// A script session of Cyd that may only read.
    let script: Lab.Line
    let group: GroupID
    let hidden: ObjectID
    /// Another hidden object, which nobody asks for.
    let unrelated: ObjectID
    /// Cyd's own objects.
    private var own: [Kind: UInt64] = [:]

    init(_ place: HiddenTests.Place, _ kind: Kind) {
        var lab = Lab()
        let ben = lab.addUser("ben", uid: 1_001)
        let cyd = lab.addUser("cyd", uid: 1_002)
        group = lab.addGroup("lab", .private, members: [ben, cyd])
        let far = lab.addGroup("far", .readWrite, members: place == .notHere ? [ben, cyd] : [ben])
        for kind in [Kind.dataset, .folder, .image, .tag, .plate, .well] {
            own[kind] = lab.add(kind, of: cyd, in: group).rawValue
        }
        let there = place == .ofAnother ? group : far
        let text = Attributes([Attribute(.description, .text(String(repeating: "x", count: 1 << 19)))])
        unrelated = lab.add(.project, of: ben, in: there)
        let ends = (lab.add(.image, of: ben, in: there), lab.add(.tag, of: ben, in: there))
        let isLink = kind.isLink
        let needsImage = kind == .roi
        hidden = lab.add(
            kind, of: ben, in: there, parent: isLink || needsImage ? ends.0 : nil, child: isLink ? ends.1 : nil,
            attributes: isLink ? Attributes() : text)
        line = lab.connect(uid: 1_002)
        script = lab.connect(uid: 1_002)
        let session = Session(
            kind: .script, user: cyd, opener: cyd, group: group, administration: .none, isReadOnly: true,
            tokenDigest: [], uid: 1_002, expires: .max, program: "")
        lab.put([.openSession(SessionID(1), session)])
        lab[script].peer.bind(to: SessionID(1))
        self.lab = lab
    }

    var questions: [Question] { looks + creations + changes + imports + contents }

    private var looks: [Question] {
        let id = hidden.rawValue
        let image = own[.image] ?? 0
        return Action.allCases.flatMap { action in
            [
                question("check", V1.Access.check) {
                    ($0.object, $0.action, $0.scope) = (id, action.message, $1)
                },
                question("explain", V1.Access.explain) {
                    ($0.object, $0.action, $0.scope) = (id, action.message, $1)
                },
                question("who may", V1.Access.whoMay) {
                    ($0.object, $0.action, $0.scope) = (id, action.message, $1)
                },
                question("batch check", V1.Access.batchCheck) {
                    ($0.objects, $0.actions, $0.scope) = ([image, id], [action.message], $1)
                },
            ]
        } + [
            question("get", V1.Objects.get) { ($0.ids, $0.scope) = ([id], $1) },
            question("get several", V1.Objects.get) { ($0.ids, $0.scope) = ([image, id], $1) },
            question("list within", V1.Objects.list) { ($0.within, $0.scope) = (id, $1) },
            question("list holding", V1.Objects.list) { ($0.holding, $0.scope) = (id, $1) },
            question("list annotated", V1.Objects.list) { ($0.annotation, $0.scope) = (id, $1) },
            question("count within", V1.Objects.count) { ($0.within, $0.scope) = (id, $1) },
        ]
    }

    private var creations: [Question] {
        let id = hidden.rawValue
        let image = own[.image] ?? 0
        let own = own
        return [
            question("link from", V1.Objects.create) {
                ($0.kind, $0.parent, $0.child, $0.scope) = (.annotationLink, id, own[.tag] ?? 0, $1)
            },
            question("link to", V1.Objects.create) {
                ($0.kind, $0.parent, $0.child, $0.scope) = (.datasetImageLink, own[.dataset] ?? 0, id, $1)
            },
            question("region", V1.Objects.create) { ($0.kind, $0.parent, $0.scope) = (.roi, id, $1) },
            question("folder in", V1.Objects.create) { ($0.kind, $0.parent, $0.scope) = (.folder, id, $1) },
            question("derive", V1.Objects.create) {
                ($0.kind, $0.scope) = (.image, $1)
                $0.attributes = [reference(.derivedFrom, .reference(id))]
            },
            question("plate run", V1.Objects.create) {
                ($0.kind, $0.parent, $0.child, $0.scope) = (.wellSample, own[.well] ?? 0, image, $1)
                $0.attributes = [reference(.plateRun, .reference(id))]
            },
            question("well image", V1.Objects.create) {
                ($0.kind, $0.parent, $0.child, $0.scope) = (.wellSample, own[.well] ?? 0, id, $1)
            },
        ]
    }

    private var changes: [Question] {
        let id = hidden.rawValue
        let own = own
        let group = group.rawValue
        let long = reference(.text, .text(String(repeating: "y", count: 1 << 19)))
        return [
            question("rename", V1.Objects.update) { ($0.id, $0.name, $0.scope) = (id, "new", $1) },
            question("set much", V1.Objects.update) { ($0.id, $0.attributes, $0.scope) = (id, [long], $1) },
            question("clear", V1.Objects.update) { ($0.id, $0.clear, $0.scope) = (id, [.description], $1) },
            question("take out", V1.Objects.update) { ($0.id, $0.parent, $0.scope) = (id, 0, $1) },
            question("put in", V1.Objects.update) { ($0.id, $0.parent, $0.scope) = (own[.folder] ?? 0, id, $1) },
            question("put it in", V1.Objects.update) { ($0.id, $0.parent, $0.scope) = (id, own[.folder] ?? 0, $1) },
            question("delete", V1.Objects.delete) { ($0.targets, $0.scope) = ([id], $1) },
            question("delete plan", V1.Objects.delete) {
                ($0.targets, $0.dryRun, $0.scope) = ([own[.image] ?? 0, id], true, $1)
            },
            question("rename plan", V1.Objects.update) {
                ($0.id, $0.name, $0.dryRun, $0.scope) = (id, "new", true, $1)
            },
            question("copy", V1.Objects.copy) { ($0.targets, $0.group, $0.scope) = ([id], group, $1) },
            question("copy plan", V1.Objects.copy) {
                ($0.targets, $0.group, $0.dryRun, $0.scope) = ([own[.image] ?? 0, id], group, true, $1)
            },
            question("give", V1.Objects.give) { ($0.targets, $0.user, $0.scope) = ([id], 0, $1) },
            question("move", V1.Objects.move) { ($0.targets, $0.group, $0.scope) = ([id], group, $1) },
            question("move plan", V1.Objects.move) {
                ($0.targets, $0.group, $0.dryRun, $0.scope) = ([own[.image] ?? 0, id], group + 1, true, $1)
            },
        ]
    }

    private var imports: [Question] {
        let id = hidden.rawValue
        let dataset = own[.dataset] ?? 0
        return [
            question("import into", V1.Objects.import) {
                $0.scope = $1
                $0.objects = [
                    .with { $0.kind = .image },
                    .with { ($0.kind, $0.parent, $0.newChild) = (.datasetImageLink, id, 1) },
                ]
            },
            question("import link", V1.Objects.import) {
                $0.scope = $1
                $0.objects = [.with { ($0.kind, $0.parent, $0.child) = (.datasetImageLink, dataset, id) }]
            },
            question("import derived", V1.Objects.import) {
                ($0.scope, $0.dryRun) = ($1, true)
                $0.objects = [
                    .with {
                        $0.kind = .image
                        $0.attributes = [reference(.derivedFrom, .reference(id))]
                    }
                ]
            },
            Question(name: "import in parts") { lab, line, scope in
                let parts: [V1.ImportPart.Part] = [
                    .start(.with { $0.scope = scope }),
                    .objects(.with { $0.objects = [.with { $0.kind = .image }] }),
                    .objects(
                        .with {
                            $0.objects = [.with { ($0.kind, $0.parent, $0.newChild) = (.datasetImageLink, id, 1) }]
                        }),
                ]
                return lab.frames(on: line) { stream in
                    let data = parts.map { part in
                        Frames.frame(.data, V1.ImportPart.with { $0.part = part }.serializedBytes(), stream: stream)
                    }
                    let end = Frames.frame(.data, [], stream: stream, flags: [.remoteClosed, .noData])
                    return Frames.open(V1.Objects.importStream, stream: stream) + data.flatMap { $0 } + end
                }
            },
        ]
    }

    private var contents: [Question] {
        let id = hidden.rawValue
        return [
            Question(name: "download") { lab, line, scope in
                let request = V1.DownloadRequest.with { ($0.attachment, $0.scope) = (id, scope) }
                return lab.frames(on: line) { Frames.call(V1.Attachments.download, request, stream: $0) }
            },
            list("list all within") { $0.within = id },
            list("list all holding") { $0.holding = id },
            Question(name: "watch") { lab, line, scope in
                var request = V1.ChangesRequest()
                (request.afterRevision, request.scope) = (lab.state.revision - 1, scope)
                let stream = lab.open(V1.Watch.changes, request, on: line)
                let told = lab.drain(line)
                lab.send(V1.Meta.cancel, .with { $0.stream = stream }, on: line)
                return told + lab.drain(line)
            },
            upload("attach to") { $0.to = .new(.with { $0.annotated = id }) },
            upload("replace") { $0.to = .attachment(id) },
        ]
    }

    private func list(_ name: String, _ fill: @escaping (inout V1.ListRequest) -> Void) -> Question {
        Question(name: name) { lab, line, scope in
            var request = V1.ListRequest()
            request.scope = scope
            fill(&request)
            return lab.frames(on: line) { Frames.call(V1.Objects.listAll, request, stream: $0) }
        }
    }

    /// An upload that is whole at once.
    private func upload(_ name: String, _ fill: @escaping (inout V1.UploadStart) -> Void) -> Question {
        Question(name: name) { lab, line, scope in
            var start = V1.UploadStart()
            start.scope = scope
            fill(&start)
            let request = V1.UploadRequest.with { $0.part = .start(start) }
            return lab.frames(on: line) { stream in
                Frames.call(V1.Attachments.upload, request, stream: stream)
                    + Frames.frame(.data, [], stream: stream, flags: [.remoteClosed, .noData])
            }
        }
    }

    private func question<Request: Message, Answer: Message>(
        _ name: String, _ method: MethodDescriptor<Request, Answer>, _ fill: @escaping (inout Request, V1.Scope) -> Void
    ) -> Question {
        Question(name: name) { lab, line, scope in
            var request = Request()
            fill(&request, scope)
            return lab.bytes(method, request, on: line)
        }
    }
}

private func reference(_ field: V1.Field, _ value: V1.Attribute.Value) -> V1.Attribute {
    .with {
        $0.field = field
        $0.value = value
    }
}
