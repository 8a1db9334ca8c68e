/// The bytes that an attachment holds, by what is recorded of them.
public struct Content: Hashable, Sendable {
    /// SHA-256 of the bytes.
    public let digest: [UInt8]
    /// How many there are.
    public let size: Int64

    /// Bytes of a digest.
    public static let digestSize = 32

    public init(digest: [UInt8], size: Int64) {
        precondition(digest.count == Self.digestSize, "a digest has 32 bytes")
        precondition(size >= 0, "nothing has less than no bytes")
        self.digest = digest
        self.size = size
    }
}

/// Giving bytes to attachments, and reading them (`PERMISSIONS.md`, sections 2, 4 and 10).
public enum Attaching {
    /// Makes an attachment of the caller that holds these bytes, and puts it on an object.
    ///
    /// The ids of the result are that of the attachment and, where it is put on something, that of the link.
    public static func create(
        name: String, attributes: Attributes, content: Content, on annotated: ObjectID?, by caller: Caller,
        in records: some Records
    ) throws(Refusal) -> Creation {
        if attributes[.fileSize] != nil { throw .invalidAttribute(.attachment, .fileSize) }
        var new = [NewObject(.attachment, name: name, attributes: attributes)]
        if let annotated {
            var link = NewObject(.annotationLink, name: "", attributes: Attributes())
            (link.parent, link.child) = (.existing(annotated), .new(0))
            new.append(link)
        }
        var creation = try Importing.create(new, by: caller, in: records)
        guard case .createObject(let id, var attachment) = creation.plan.mutations[0] else {
            preconditionFailure("what is asked for first is made first")
        }
        attachment.attributes.hold(content)
        creation.plan.mutations[0] = .createObject(id, attachment)
        return creation
    }

    /// Gives an attachment other bytes: an edit of it.
    public static func replace(
        _ id: ObjectID, with content: Content, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let facts = try Decision.check(.edit, on: id, by: caller, in: records)
        guard facts.kind == .attachment else { throw .invalidAttribute(facts.kind, .contentDigest) }
        guard let object = records.object(id) else { throw .noSuchObject(id) }
        var attributes = object.attributes
        attributes.hold(content)
        return Plan([.updateObject(id, name: object.name, attributes: attributes)])
    }

    /// What an object in sight holds; `nil`: it holds nothing, as all that is no attachment.
    public static func content(
        of id: ObjectID, for caller: Caller, in records: some Records
    ) throws(Refusal) -> Content? {
        try Decision.check(.view, on: id, by: caller, in: records)
        return records.object(id)?.attributes.content
    }
}

extension Attributes {
    /// What the attachment holds with these attributes; `nil`: nothing.
    public var content: Content? {
        guard case .bytes(let digest) = self[.contentDigest], digest.count == Content.digestSize,
            case .integer(let size) = self[.fileSize], size >= 0
        else { return nil }
        return Content(digest: digest, size: size)
    }

    mutating func hold(_ content: Content) {
        self[.contentDigest] = .bytes(content.digest)
        self[.fileSize] = .integer(content.size)
    }

    /// Refuses attributes that say something else of the content than those that the object has: an upload alone changes
    /// what is said of it.
    func checkContent(of kind: Kind, unchangedFrom old: Attributes) throws(Refusal) {
        guard self[.contentDigest] == old[.contentDigest] else { throw .invalidAttribute(kind, .contentDigest) }
        if old.content != nil, self[.fileSize] != old[.fileSize] { throw .invalidAttribute(kind, .fileSize) }
    }
}

extension NewObject {
    fileprivate init(_ kind: Kind, name: String, attributes: Attributes) {
        self.init(
            kind: kind, name: name, parent: nil, child: nil, derivedFrom: nil, plateRun: nil, attributes: attributes)
    }
}
