internal import Digest
internal import Permissions
internal import Protobuf

extension State {
    /// A digest of all that the state says: every row of every table, the revision and the ids that come next.
    ///
    /// States that say the same have the same digest, however they came to be; `JOURNAL.md` says how it is made. It costs
    /// about a second for a million objects.
    public var digest: [UInt8] {
        var digest = StateDigest(self)
        var writer = Writer()
        for row in StateRows(self) {
            row.write(to: &writer)
            guard writer.bytes.count >= StateDigest.pieceSize else { continue }
            digest.add(writer.bytes)
            writer = Writer()
        }
        digest.add(writer.bytes)
        return digest.finish()
    }
}

/// The digest of a state while its rows are walked: they are cut into pieces, and each piece is hashed behind the digest
/// of all before it. So it can be copied and put aside between two rows.
struct StateDigest: Sendable {
    /// Bytes in a piece; the last one has fewer.
    static let pieceSize = 1 << 16

    private var digest = [UInt8](repeating: 0, count: SHA256.size)
    private var rest: [UInt8]

    /// Begins with the head: what the state says beside its rows.
    init(_ state: State) {
        var writer = Writer()
        writer.message(state.head(chain: 0))
        rest = writer.bytes
    }

    /// Adds encoded rows.
    mutating func add(_ bytes: [UInt8]) {
        rest += bytes
        var start = 0
        while rest.count - start >= Self.pieceSize {
            digest = SHA256.digest(of: digest + rest[start..<(start + Self.pieceSize)])
            start += Self.pieceSize
        }
        rest.removeFirst(start)
    }

    consuming func finish() -> [UInt8] { SHA256.digest(of: digest + rest) }
}

extension State {
    /// What a snapshot says before its rows.
    func head(chain: UInt64) -> JournalV1.SnapshotHead {
        .with {
            $0.revision = revision
            $0.time = time
            $0.chain = chain
            $0.nextObject = nextObjectID.rawValue
            $0.nextUser = nextUserID.rawValue
            $0.nextGroup = nextGroupID.rawValue
            $0.nextSession = nextSessionID.rawValue
            $0.objects = UInt64(objectCount)
            $0.users = UInt64(userCount)
            $0.groups = UInt64(groupCount)
            $0.memberships = UInt64(membershipCount)
            $0.sessions = UInt64(sessionCount)
            $0.receipts = UInt64(receiptCount)
        }
    }
}

extension [UInt8] {
    /// Two hexadecimal digits for each byte.
    public var hexadecimal: String {
        var text = ""
        for byte in self { text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
        return text
    }
}
