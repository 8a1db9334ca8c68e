internal import Permissions

/// The SHA-256 of what an attachment holds. It names the bytes on disk, and is never a way to read them.
public struct ContentDigest: Hashable, Comparable, Sendable {
    private let words: [4 of UInt64]

    /// No digest is before this one.
    static let least = ContentDigest(words: [0, 0, 0, 0])

    private init(words: [4 of UInt64]) { self.words = words }

    /// `nil` if there are not 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Content.digestSize else { return nil }
        var words: [4 of UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = words
    }

    /// `nil` if these are not 64 hexadecimal digits, lower case.
    public init?(hex text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Content.digestSize else { return nil }
        var words: [4 of UInt64] = [0, 0, 0, 0]
        for (index, digit) in digits.enumerated() {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            words[index / 16] = words[index / 16] << 4 | UInt64(value)
        }
        self.words = words
    }

    public var bytes: [UInt8] {
        words.indices.flatMap { index in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: words[index] >> UInt64($0)) }
        }
    }

    /// 64 hexadecimal digits: the name of the file.
    public var hex: String { words.indices.map { words[$0].paddedHex }.joined() }

    public static func == (lhs: ContentDigest, rhs: ContentDigest) -> Bool {
        lhs.words.indices.allSatisfy { lhs.words[$0] == rhs.words[$0] }
    }

    public static func < (lhs: ContentDigest, rhs: ContentDigest) -> Bool {
        for index in lhs.words.indices where lhs.words[index] != rhs.words[index] {
            return lhs.words[index] < rhs.words[index]
        }
        return false
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }
}

extension Attributes {
    /// The digest of what the object holds; `nil`: nothing. Asked of every row that is made and removed.
    var contentDigest: ContentDigest? {
        guard case .bytes(let bytes) = self[.contentDigest] else { return nil }
        return ContentDigest(bytes)
    }
}

extension State {
    /// Attachments that hold bytes.
    public var contentCount: Int { contents.count }

    /// Whether any attachment holds the bytes with this digest.
    public func holds(_ digest: ContentDigest) -> Bool {
        contents.first(from: ContentKey(digest: digest, attachment: 0))?.digest == digest
    }

    /// What attachments hold, ascending, each digest once.
    public var allContents: [ContentDigest] {
        var digests: [ContentDigest] = []
        for key in contents.from(ContentKey(digest: .least, attachment: 0)) where key.digest != digests.last {
            digests.append(key.digest)
        }
        return digests
    }
}
