/// A method of a service: what it is called on the wire, and what it takes and answers.
public struct MethodDescriptor<Request: Message, Reply: Message>: Hashable, Sendable {
    /// The full name of the service, such as `cohort.v1.Objects`.
    public let service: String
    /// The bare name of the method, such as `Create`.
    public let method: String
    /// Whether a call sends any number of requests rather than one.
    public let streamsRequests: Bool
    /// Whether a call answers with any number of replies rather than one.
    public let streamsReplies: Bool

    /// A method as its `.proto` file declares it.
    public init(service: String, method: String, streamsRequests: Bool, streamsReplies: Bool) {
        self.service = service
        self.method = method
        self.streamsRequests = streamsRequests
        self.streamsReplies = streamsReplies
    }
}
