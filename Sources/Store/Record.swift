public import Permissions
internal import Protobuf

/// One committed change: who did what, when, in which session.
public struct Record: Hashable, Sendable {
    /// Grows by one with each record.
    public var revision: UInt64
    /// Wall clock, nanoseconds since 1970. Nothing is ordered by it.
    public var time: Int64
    public var author: Author
    public var mutations: [Mutation]
    /// What each mutation changes, as it was before; none at all in a record before format version 3. For the audit
    /// trail alone: no state depends on it.
    var subjects: [Subject?] = []
    /// What is kept of the call, where it carried a key.
    public var receipt: Receipt?

    public init(revision: UInt64, time: Int64, author: Author, mutations: [Mutation], receipt: Receipt? = nil) {
        self.revision = revision
        self.time = time
        self.author = author
        self.mutations = mutations
        self.receipt = receipt
    }
}

/// Whose doing a record is.
public struct Author: Hashable, Sendable {
    /// As whom it was done.
    public var user: UserID
    /// The session it was done in.
    public var session: SessionID
    /// Who opened that session.
    public var opener: UserID
    /// What that session was opened for; `nil`: it is the peer's own, or the record is too old to say.
    public private(set) var sessionKind: SessionKind?
    /// What runs in a script session, as its opener said.
    public private(set) var program = ""

    /// Whoever works in the session that a peer has by who it is.
    public init(user: UserID) { self.init(user: user, session: .own, opener: user, sessionKind: nil, program: "") }

    /// Whoever works in a session that the journal knows.
    public init(in id: SessionID, _ session: Session) {
        self.init(
            user: session.user, session: id, opener: session.opener, sessionKind: session.kind,
            program: session.program)
    }

    init(user: UserID, session: SessionID, opener: UserID, sessionKind: SessionKind?, program: String) {
        self.user = user
        self.session = session
        self.opener = opener
        self.sessionKind = sessionKind
        self.program = program
    }
}

extension Record {
    /// The record as the journal has it. Equal records have equal bytes.
    public func serializedBytes() -> [UInt8] { message.serializedBytes() }

    /// Whether it may use the reserve of a full disk.
    var relieves: Bool { mutations.allSatisfy(\.relieves) }
}
