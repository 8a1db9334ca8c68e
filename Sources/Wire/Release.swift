/// What this is, for whoever asks.
public enum Release {
    /// Of the daemon, the command line and the client library.
    public static let version = "0.1.0"
    /// Grows when fields and methods are added to the protocol.
    public static let protocolMinor: UInt32 = 0
}
