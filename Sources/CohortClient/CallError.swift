public import Wire

/// Why a call has no reply.
public struct CallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A gRPC status code. `unavailable` and `deadlineExceeded` may also come from this side of the socket.
    public let code: Code
    /// One sentence for a person.
    public let sentence: String
    /// For a refusal: the rule, its section in `PERMISSIONS.md`, what stands in the way, what would help.
    public let detail: V1.RefusalDetail?

    public init(code: Code, sentence: String, detail: V1.RefusalDetail? = nil) {
        self.code = code
        self.sentence = sentence
        self.detail = detail
    }

    public var description: String { sentence }
}

extension CallError {
    /// What a status says; `nil` if it says that the call succeeded.
    init?(_ status: Ttrpc.Status) {
        guard status.code != Code.ok.rawValue else { return nil }
        let type = "type.googleapis.com/" + V1.RefusalDetail.protoMessageName
        let detail = status.details.first { $0.typeURL == type }
        self.init(
            code: Code(rawValue: status.code) ?? .unknown, sentence: status.message,
            detail: detail.flatMap { V1.RefusalDetail(lenient: $0.value) })
    }

    static func lost(_ reason: String) -> CallError {
        CallError(code: .unavailable, sentence: "the connection to cohortd is lost: \(reason)")
    }
}
