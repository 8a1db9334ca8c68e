/// What an operator may set: how much of the daemon connections may take, and for how long.
public struct PeerLimits: Hashable, Sendable {
    /// Connections at once: each costs a descriptor, and memory.
    public var connections = ServiceLimits.connectionsDefault
    /// Connections of one uid at once, so that one user's program that opens ever more leaves others some.
    public var connectionsOfOne = ServiceLimits.connectionsOfOneDefault
    /// Streams of one connection that are open at once: more would only take turns.
    public var streams = ServiceLimits.streamsMax
    /// Calls of one connection that wait for the disk. Beyond it the peer is not read until some are answered.
    public var calls = ServiceLimits.waitingMax
    /// Bytes of answers that wait for a slow reader or for the disk. Beyond it the peer is not read until it drains.
    public var outboxSize = ServiceLimits.outboxSizeMax
    /// How long a frame may take to be whole: the first one from the moment of connecting.
    public var frameTime = ServiceLimits.frameTimeDefault
    /// How long a connection may stay on which nothing is asked and nothing is owed.
    public var idleTime = ServiceLimits.idleTimeDefault

    public init() {}
}
