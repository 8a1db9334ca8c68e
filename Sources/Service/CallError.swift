internal import Permissions
internal import Protobuf

/// Why a call got no reply of its own: one case for each kind of answer.
enum CallError: Error {
    /// A rule forbids it.
    case refusal(Refusal)
    /// A rule asks for the digest of this plan first.
    case planNeeded(Refusal, Plan)
    /// No user is mapped to the peer's uid.
    case unknownUID(UInt32)
    /// The frame holds no `ttrpc.Request`.
    case unreadableEnvelope(DecodingError)
    /// The payload is no message of the method's type.
    case unreadablePayload(DecodingError)
    case unknownService(String)
    case unknownMethod(String)
    case deadlinePassed
    /// Nobody has that login.
    case noUser(String)
    case noGroup(String)
    /// A field says what no request may say.
    case invalid(RequestFault)
    /// The reply would not fit into a frame.
    case replyTooLarge(Int)
    /// The key stands for another call.
    case keyReused
    case revisionAhead(asked: UInt64, present: UInt64)
    /// The connection is bound to a session already.
    case alreadyBound
    /// The token binds to no session that this uid may join.
    case badToken
    /// The disk would not take what the call changed.
    case diskFull(String)
    /// So much waits for the disk that nothing more is taken on.
    case overloaded
    /// Too many backups are under way.
    case backupsBusy
    /// The connection takes no backup of this number.
    case noBackup(UInt64)
    case streamID(UInt32)
    case streamInUse(UInt32)
    case streamNotActive
    /// Data for a call that takes none, or none any more.
    case dataNotTaken(UInt32)
    /// A frame that ends the client's data, and holds some.
    case closingData
    /// The peer sends no more, and has not closed its stream.
    case streamCutShort
    case tooManyStreams(max: Int)
    case tooManyConnections(max: Int)
    /// So many are of this uid.
    case tooManyConnectionsOfOne(UInt32, max: Int)
    /// A frame was not whole in time.
    case frameLate(Duration)
    /// The client wants no more of it.
    case cancelled
    /// What changed behind this revision cannot be told any more.
    case changesForgotten(after: UInt64)
    /// Uploads and downloads.
    case tooManyTransfers
    case contentTooLarge(UInt64, max: UInt64)
    /// The parts of an import have too many bytes.
    case intakeTooLarge(max: Int)
    /// Too many bytes are held for imports that are under way.
    case tooManyIntakes
    /// The object holds no bytes.
    case noContent(ObjectID)
    /// The disk has not what was put there.
    case contentLost(ObjectID)
    /// The disk does not give now what was put there.
    case contentUnreadable(ObjectID, String)
    /// The disk does not give the audit trail.
    case trailUnreadable(String)
    case frameTooLarge(UInt32)
    case stopping
}

/// What is wrong with a request before any rule is asked.
enum RequestFault: Equatable {
    case missing(String)
    case unknownNumber(String, Int32)
    /// Bits that no privilege has.
    case unknownPrivileges(UInt32)
    /// Privileges of somebody who is no restricted administrator.
    case onlyRestrictedHoldPrivileges
    case tooMany(String, Int, max: Int)
    case lengthsDiffer(String, String)
    /// A list names the same thing twice, where once is all that makes sense.
    case twice(String)
    /// Two fields say the same thing in two ways.
    case bothWays(String, String)
    case textTooLong(String, Int, max: Int)
    case controlCharacter(String)
    /// The uid that stands for none.
    case noUID(UInt32)
    /// A link has no name and no attributes, and what is found by name has none but its own.
    case saysNothing(String, field: String)
    case shapes
    /// An official object of another kind than a script.
    case onlyScriptsAreOfficial
    case pageToken
    /// A list asks for a group that the call does not look in.
    case groupNotLookedIn(UInt32)
    case reference(UInt32, count: Int)
    case lifetime(UInt32, max: UInt32)
    case objectTooLarge(Int, max: Int)
    /// A key is empty, too long, or has other characters than the visible ones of ASCII.
    case key(max: Int)
    /// This change is none that a key can stand for.
    case keyNotTaken
    case startedTwice
    /// Other bytes came than were announced.
    case contentSize(UInt64, announced: UInt64)
    case offset(UInt64, size: UInt64)
}
