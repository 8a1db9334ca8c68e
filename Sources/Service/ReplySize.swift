internal import Wire

/// How large a reply with objects has grown: it stops growing before it no longer fits into a frame, so that a short
/// request never makes the daemon hold a long reply.
struct ReplySize {
    /// Bytes of names and values alone.
    private var least = 0
    /// Bytes with all that stands around them.
    private(set) var most = 0

    mutating func add(_ object: V1.Object) {
        let content = object.name.utf8.count + object.attributes.reduce(0) { $0 + $1.contentSize }
        least += content
        most += content + Self.objectOverhead + object.attributes.reduce(0) { $0 + $1.overhead }
    }

    /// Whether it certainly fits.
    var fits: Bool { most <= WireLimits.frameSizeMax }

    /// Refuses what certainly does not fit. What is close to the limit is for the writer to say.
    func check() throws(CallError) {
        guard least <= WireLimits.frameSizeMax else { throw .replyTooLarge(least) }
    }

    /// Bytes that numbers, tags and lengths of an object take at most, and its share of the reply's own.
    private static var objectOverhead: Int { 128 }
}

extension V1.Attribute {
    fileprivate var contentSize: Int {
        switch value {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .pairs(let list): list.pairs.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        case .integer, .real, .truth, .reference, .newReference, nil: 0
        }
    }

    /// Bytes that a number, and tags and lengths, take at most.
    fileprivate var overhead: Int {
        guard case .pairs(let list) = value else { return 32 }
        return 32 + 16 * list.pairs.count
    }
}
