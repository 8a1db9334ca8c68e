/// An annotation. However many objects are annotated with it, it is one; two with equal content stay two.
public struct Annotation: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        case tag(String)
        /// A tag whose annotation links lead to the tags in the set.
        case tagSet(String)
        case comment(String)
        case term(String)
        /// XML as inert text.
        case xml(String)
        case long(Int64)
        case double(Double)
        case boolean(Bool)
        /// As written: real files hold years that no 64-bit time can.
        case timestamp(String)
        case file(AttachedFile)
        /// Its annotation links lead to what is listed.
        case list
        /// Pairs in order; keys may repeat, blank values are data.
        case map([Pair])
    }

    public struct Pair: Hashable, Sendable {
        public var key: String
        public var value: String
    }

    public var id: FileID
    public var value: Value
    public var namespace: String?
    public var description: String?
    /// Who annotated, as the file tells it. This is no proof of anything.
    public var annotator: String?
    public var line: Int

    public static let tagSetNamespace = "openmicroscopy.org/omero/insight/tagset"
}

/// A file attached to something. Its name is only data, and its size is a claim.
public struct AttachedFile: Hashable, Sendable {
    public var name: String
    public var size: Int64?
    public var mediaType: String?
    /// How many characters of base64 lie in the document.
    public var inlineSize: Int
    /// What those characters say; `nil` if there are none, or they are no base64, or compressed.
    public var inline: [UInt8]?
}
