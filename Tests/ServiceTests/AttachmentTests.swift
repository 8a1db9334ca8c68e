import Digest
import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Attachments hold bytes: who may put them there and read them, and when they go.
@Suite struct AttachmentTests {
    private static let text = Array("a few words".utf8)

    @Test(
        "what is uploaded is downloaded, whatever its pieces", arguments: [[], [0], [1, 2, 3], [300_000, 1, 200_000]])
    func roundTrip(sizes: [Int]) throws {
        var pair = Pair(.readAnnotate)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group)
        let chunks = sizes.enumerated().map { [UInt8](repeating: UInt8($0.offset + 1), count: $0.element) }
        let content = chunks.flatMap { $0 }
        let before = pair.lab.state.revision
        let reply = try pair.lab.upload(
            Lab.new("notes", on: image, size: UInt64(content.count)), chunks, on: pair.benLine)
        #expect(reply.size == UInt64(content.count))
        #expect(reply.digest == SHA256.digest(of: content))
        // One record: the attachment, its link and what it holds.
        #expect(reply.revision == before + 1)
        #expect(pair.lab.state.revision == before + 1)
        let attachment = try #require(pair.lab.state.object(ObjectID(reply.id)))
        #expect(attachment.kind == .attachment)
        #expect(attachment.owner == pair.ben)
        #expect(attachment.name == "notes")
        #expect(attachment.attributes.content == Content(digest: reply.digest, size: Int64(content.count)))
        let link = try #require(pair.lab.state.object(ObjectID(reply.link)))
        #expect(link.parent == image && link.child == ObjectID(reply.id))
        #expect(pair.lab.bytes(of: reply.id, on: pair.adaLine) == content)
        #expect(pair.lab.folder.names == [try #require(ContentDigest(reply.digest)).hex])
        #expect(pair.lab[pair.adaLine].isIdle && pair.lab[pair.benLine].isIdle)
    }

    @Test("a download begins where it is asked to, and refuses to begin behind the end", arguments: [0, 1, 10, 11, 12])
    func offset(offset: UInt64) throws {
        var pair = Pair(.readOnly)
        let id = try pair.lab.upload(Lab.new("notes"), [Self.text], on: pair.benLine).id
        let (messages, failure) = pair.lab.download(
            .with { ($0.attachment, $0.offset) = (id, offset) }, on: pair.benLine)
        #expect(failure?.code == (offset > 11 ? .invalidArgument : nil))
        #expect(messages.flatMap(\.chunk) == Array(Self.text.dropFirst(Int(offset))))
        #expect(messages.first?.size == (offset > 11 ? nil : 11))
    }

    @Test("equal bytes lie there once, and go with the last attachment that holds them, when that is on disk")
    func shared() throws {
        var pair = Pair(.readOnly)
        let first = try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine)
        let second = try pair.lab.upload(Lab.new("two"), [Self.text], on: pair.benLine)
        #expect(first.id != second.id)
        let names = pair.lab.folder.names
        #expect(names.count == 1)
        _ = try pair.lab.call(V1.Objects.delete, .with { $0.targets = [first.id] }, on: pair.adaLine)
        pair.lab.work()
        #expect(pair.lab.bytes(of: second.id, on: pair.benLine) == Self.text)
        pair.lab.send(V1.Objects.delete, .with { $0.targets = [second.id] }, on: pair.benLine)
        while !pair.lab.folder.orders.isEmpty { pair.lab.step() }
        #expect(pair.lab.folder.names == names)
        pair.lab.work()
        #expect(pair.lab.folder.names.isEmpty)
    }

    @Test("a refused deletion leaves the bytes")
    func refusedDeletion() throws {
        var pair = Pair(.readOnly)
        let id = try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine).id
        pair.lab.send(V1.Objects.delete, .with { $0.targets = [id] }, on: pair.adaLine)
        pair.lab.refuse()
        pair.lab.work()
        #expect(pair.lab.bytes(of: id, on: pair.adaLine) == Self.text)
    }

    @Test("a copy refers to the same bytes, and keeps them when the first is gone")
    func copied() throws {
        var pair = Pair(.readOnly)
        let id = try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine).id
        let copy = try pair.lab.call(
            V1.Objects.copy, .with { ($0.targets, $0.group) = ([id], pair.group.rawValue) }, on: pair.adaLine
        ).ids[0]
        _ = try pair.lab.call(V1.Objects.delete, .with { $0.targets = [id] }, on: pair.adaLine)
        pair.lab.work()
        #expect(pair.lab.bytes(of: copy, on: pair.adaLine) == Self.text)
        #expect(pair.lab.folder.names.count == 1)
    }

    @Test("an attachment is given other bytes by whoever may edit it, and the old ones go")
    func replaced() throws {
        var pair = Pair(.readWrite)
        let id = try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine).id
        let replacement = V1.UploadStart.with { $0.to = .attachment(id) }
        let reply = try pair.lab.upload(replacement, [[1, 2]], on: pair.benLine)
        #expect(reply.id == id && reply.link == 0)
        #expect(pair.lab.bytes(of: id, on: pair.adaLine) == [1, 2])
        #expect(pair.lab.folder.names.count == 1)
        pair.lab.setLevel(.readAnnotate, of: pair.group)
        #expect(refusal(of: replacement, &pair, on: pair.benLine)?.rule == "not_allowed")
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group)
        let other = V1.UploadStart.with { $0.to = .attachment(tag.rawValue) }
        #expect(refusal(of: other, &pair, on: pair.benLine)?.rule == "invalid_attribute")
    }

    @Test("an upload alone says what an attachment holds")
    func fields() throws {
        var pair = Pair(.readWrite)
        let digest = attribute(.contentDigest, .bytes([UInt8](repeating: 1, count: 32)))
        let size = attribute(.fileSize, .integer(5))
        let create = V1.CreateRequest.with { ($0.kind, $0.attributes) = (.attachment, [digest]) }
        #expect(pair.lab.failure(V1.Objects.create, create, on: pair.adaLine)?.rule == "invalid_attribute")
        let entry = V1.NewObject.with { ($0.kind, $0.attributes) = (.attachment, [digest]) }
        #expect(
            pair.lab.failure(V1.Objects.`import`, .with { $0.objects = [entry] }, on: pair.adaLine)?.rule
                == "invalid_attribute")
        for attributes in [[digest], [size]] {
            var start = Lab.new("one")
            start.to = .new(.with { $0.attributes = attributes })
            #expect(refusal(of: start, &pair, on: pair.adaLine)?.rule == "invalid_attribute")
        }
        let id = try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine).id
        let own = attribute(.contentDigest, .bytes(SHA256.digest(of: Self.text)))
        let changes: [(inout V1.UpdateRequest) -> Void] = [
            { $0.attributes = [digest] }, { $0.attributes = [own] }, { $0.attributes = [size] },
            { $0.clear = [.contentDigest] }, { $0.clear = [.fileSize] },
        ]
        for change in changes {
            var request = V1.UpdateRequest()
            request.id = id
            change(&request)
            #expect(pair.lab.failure(V1.Objects.update, request, on: pair.benLine)?.rule == "invalid_attribute")
        }
        // All else of it is as free as ever, and so is the size of an attachment without bytes.
        #expect(pair.lab.failure(V1.Objects.update, .with { ($0.id, $0.name) = (id, "new") }, on: pair.benLine) == nil)
        let empty = try pair.lab.call(
            V1.Objects.create, .with { ($0.kind, $0.attributes) = (.attachment, [size]) }, on: pair.adaLine
        ).id
        #expect(
            pair.lab.failure(
                V1.Objects.update, .with { ($0.id, $0.clear) = (empty, [.fileSize]) }, on: pair.adaLine) == nil)
        #expect(pair.lab.download(.with { $0.attachment = empty }, on: pair.adaLine).1?.code == .failedPrecondition)
        #expect(pair.lab.bytes(of: id, on: pair.adaLine) == Self.text)
    }

    @Test("rights are looked at when an upload starts: nothing is taken in vain")
    func refusedAtStart() {
        var pair = Pair(.readOnly)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group)
        #expect(refusal(of: Lab.new("notes", on: image), &pair, on: pair.benLine)?.rule == "not_allowed")
        #expect(refusal(of: Lab.new("notes", on: ObjectID(9_999)), &pair, on: pair.benLine)?.code == .notFound)
        #expect(refusal(of: Lab.new("bell \u{7}"), &pair, on: pair.benLine)?.rule == "invalid_name")
        #expect(refusal(of: V1.UploadStart(), &pair, on: pair.benLine)?.code == .invalidArgument)
        #expect(refusal(of: Lab.new("notes"), &pair, on: pair.rootLine)?.rule == "no_current_group")
        #expect(pair.lab.folder.names.isEmpty)
    }

    @Test("and again when it is whole: who lost them meanwhile leaves nothing")
    func refusedAtEnd() throws {
        var pair = Pair(.readAnnotate)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group)
        let stream = pair.lab.startUpload(Lab.new("notes", on: image), on: pair.benLine)
        pair.lab.put(.chunk(Self.text), on: stream, pair.benLine)
        pair.lab.setLevel(.readOnly, of: pair.group)
        pair.lab.end(stream, on: pair.benLine)
        let count = pair.lab.state.objectCount
        pair.lab.work()
        let failure = #expect(throws: Failure.self) {
            let _: V1.UploadReply = try pair.lab.reply(on: stream, pair.benLine)
        }
        #expect(failure?.rule == "not_allowed")
        #expect(pair.lab.state.objectCount == count)
        #expect(pair.lab.folder.names.isEmpty)
    }

    @Test("a dry run says whether it would be done, and does nothing")
    func dryRun() throws {
        var pair = Pair(.readOnly)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group)
        var start = Lab.new("notes", on: image)
        start.dryRun = true
        let revision = pair.lab.state.revision
        #expect(refusal(of: start, &pair, on: pair.benLine)?.rule == "not_allowed")
        let reply = try pair.lab.upload(start, [], on: pair.adaLine)
        #expect(reply == V1.UploadReply.with { $0.revision = revision })
        #expect(pair.lab.state.revision == revision)
        #expect(pair.lab.folder.names.isEmpty)
    }

    @Test("the same upload with the same key is made once, and another one with it is refused")
    func keys() throws {
        var pair = Pair(.readOnly)
        let first = try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine, key: "k")
        let again = try pair.lab.upload(
            Lab.new("one"), [[Self.text[0]], Array(Self.text[1...])], on: pair.adaLine, key: "k")
        #expect(first == again)
        let other = #expect(throws: Failure.self) {
            try pair.lab.upload(Lab.new("one"), [[1]], on: pair.adaLine, key: "k")
        }
        #expect(other?.code == .failedPrecondition)
        #expect(pair.lab.folder.names.count == 1)
        _ = try pair.lab.call(V1.Objects.delete, .with { $0.targets = [first.id] }, on: pair.adaLine)
        #expect(try pair.lab.upload(Lab.new("one"), [Self.text], on: pair.adaLine, key: "k") == first)
        pair.lab.work()
        #expect(pair.lab.folder.names.isEmpty)
    }

    private func attribute(_ field: V1.Field, _ value: V1.Attribute.Value) -> V1.Attribute {
        .with { ($0.field, $0.value) = (field, value) }
    }

    /// What an upload is refused with as it starts.
    private func refusal(of start: V1.UploadStart, _ pair: inout Pair, on line: Lab.Line) -> Failure? {
        _ = pair.lab.drain(line)
        let stream = pair.lab.startUpload(start, on: line)
        pair.lab.write()
        guard pair.lab.folder.orders.isEmpty else { return nil }
        do {
            let _: V1.UploadReply = try pair.lab.reply(on: stream, line)
            return nil
        } catch {
            return error as? Failure
        }
    }
}
