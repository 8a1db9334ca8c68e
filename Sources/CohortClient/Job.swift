public import Wire

/// What has become of a job.
public enum JobState: String, Hashable, Sendable {
    /// Somebody asked for it, and nobody has begun.
    case waiting
    case running
    case ended
    case cancelled
    /// It says nothing of a run.
    case unknown
}

/// A job is an object like any other; what it says of its run are attributes (`PROTOCOL.md`, section 5).
extension V1.Object {
    public var jobState: JobState {
        if integer(of: .ended) != nil { return isTrue(.isCancelled) ? .cancelled : .ended }
        if integer(of: .started) != nil { return .running }
        return isAskedFor ? .waiting : .unknown
    }

    /// Whether it is for somebody else to run.
    public var isAskedFor: Bool { kind == .job && integer(of: .requester) != nil }
}
