/// How long a peer has kept the daemon waiting for a frame, or asked nothing. It is looked at now and then, so that
/// nothing has to be noted when bytes come; a limit is kept to within two such looks.
struct Silence: Sendable {
    enum Kind: Hashable, Sendable {
        /// A frame has begun, or the first one has not come.
        case frame
        /// Nothing is asked, and nothing is owed.
        case idle
    }

    private var kind: Kind?
    /// Frames that had come.
    private var frames: UInt64 = 0
    /// Monotonic nanoseconds: since when it was seen to last.
    private var since: Int64 = 0

    /// Notes what is seen. Answers how long nothing has changed.
    mutating func note(_ kind: Kind?, frames: UInt64, at now: Int64) -> Duration {
        if (kind, frames) != (self.kind, self.frames) { (self.kind, self.frames, since) = (kind, frames, now) }
        return .nanoseconds(now - since)
    }
}

extension Conversation {
    /// Ends a conversation whose peer keeps the daemon waiting for too long. To be called now and then.
    ///
    /// - Parameter now: monotonic nanoseconds.
    /// - Returns: what it waited for, if it has ended: what is left to say can be sent.
    public mutating func endIfSilent(at now: Int64) -> String? {
        let kind = silenceKind
        let duration = silence.note(kind, frames: frameCount, at: now)
        switch kind {
        case .frame where duration >= limits.frameTime:
            // What has its header can be answered.
            if let stream = unfinishedStream { refuse(.frameLate(limits.frameTime), on: stream) }
            end()
            return "sent no whole frame for \(limits.frameTime)"
        case .idle where duration >= limits.idleTime:
            end()
            return "asked nothing for \(limits.idleTime)"
        case .frame, .idle, nil: return nil
        }
    }

    private var silenceKind: Silence.Kind? {
        guard takesInput else { return nil }
        if frameCount == 0 || inputLeft > 0 || isSkipping { return .frame }
        // Whoever was given a session keeps it: its end is said by the session itself.
        return isIdle && peer.session == nil ? .idle : nil
    }
}
