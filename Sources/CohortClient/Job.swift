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
        if integer(.ended) != nil { return isTrue(.isCancelled) ? .cancelled : .ended }
        if integer(.started) != nil { return .running }
        return isAskedFor ? .waiting : .unknown
    }

    /// Whether it is for somebody else to run.
    public var isAskedFor: Bool { kind == .job && integer(.requester) != nil }

    public func integer(_ field: V1.Field) -> Int64? {
        if case .integer(let number)? = value(field) { number } else { nil }
    }

    public func isTrue(_ field: V1.Field) -> Bool {
        if case .truth(true)? = value(field) { true } else { false }
    }

    public func bytes(_ field: V1.Field) -> [UInt8] {
        if case .bytes(let bytes)? = value(field) { bytes } else { [] }
    }

    public func text(_ field: V1.Field) -> String {
        if case .text(let text)? = value(field) { text } else { "" }
    }

    /// The value of a field, if it is set.
    public func value(_ field: V1.Field) -> V1.Attribute.Value? { attributes.first { $0.field == field }?.value }
}
