/// The ten bytes before the data of a frame:
///
///     length uint32, big-endian: bytes of data | stream id uint32, big-endian | type uint8 | flags uint8
///
/// Any ten bytes whose first is zero are a header: what it announces is judged by whoever reads the frame.
public struct FrameHeader: Hashable, Sendable {
    public static let size = 10

    /// Bytes of data that follow.
    public var length: UInt32
    public var streamID: UInt32
    public var kind: FrameKind
    public var flags: FrameFlags

    public init(length: UInt32, streamID: UInt32, kind: FrameKind, flags: FrameFlags) {
        self.length = length
        self.streamID = streamID
        self.kind = kind
        self.flags = flags
    }

    /// Reads the header that these bytes begin with.
    public init(parsing bytes: Span<UInt8>) {
        precondition(bytes.count >= Self.size, "a header is parsed when it is there whole")
        length = Self.bigEndian(bytes, at: 0)
        streamID = Self.bigEndian(bytes, at: 4)
        kind = FrameKind(rawValue: bytes[8])
        flags = FrameFlags(rawValue: bytes[9])
    }

    /// Appends the ten bytes.
    public func write(to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: streamID >> shift)) }
        bytes.append(kind.rawValue)
        bytes.append(flags.rawValue)
    }

    private static func bigEndian(_ bytes: Span<UInt8>, at index: Int) -> UInt32 {
        UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
            | UInt32(bytes[index + 3])
    }
}

/// What a frame is. Frames of other types are skipped.
public struct FrameKind: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let request = FrameKind(rawValue: 1)
    public static let response = FrameKind(rawValue: 2)
    public static let data = FrameKind(rawValue: 3)
}

/// What a frame says about the frames to come. Unknown bits are ignored.
public struct FrameFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The sender sends no more on this stream.
    public static let remoteClosed = FrameFlags(rawValue: 1)
    /// More of the client's data follow.
    public static let remoteOpen = FrameFlags(rawValue: 2)
    /// The frame holds no message.
    public static let noData = FrameFlags(rawValue: 4)
}
