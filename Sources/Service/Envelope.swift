internal import Protobuf
internal import Wire

/// Where the parts of a `ttrpc.Request` lie in the bytes of its frame: nothing is copied.
struct Envelope {
    var service = 0..<0
    var method = 0..<0
    var payload = 0..<0
    /// Nanoseconds left for the call when it was sent; 0: no deadline.
    var timeout: Int64 = 0
    /// Chosen by the client for a change that it may ask for again (`PROTOCOL.md`, Keys).
    var key: String?

    /// Fields as in `Protocol/ttrpc/ttrpc.proto`; other metadata than the key are skipped.
    init(parsing bytes: Span<UInt8>) throws(CallError) {
        var envelope = Self()
        do throws(DecodingError) {
            try Reader.read(bytes) { (reader: inout Reader) throws(DecodingError) in
                while let tag = try reader.nextTag() {
                    switch tag {
                    case 1 << 3 | 2: envelope.service = try reader.range()
                    case 2 << 3 | 2: envelope.method = try reader.range()
                    case 3 << 3 | 2: envelope.payload = try reader.range()
                    case 4 << 3: envelope.timeout = try reader.int64()
                    case 5 << 3 | 2:
                        var entry = Ttrpc.KeyValue()
                        try reader.message(&entry)
                        if entry.key == Self.keyName { envelope.key = entry.value }
                    default: try reader.skip(tag)
                    }
                }
            }
        } catch {
            throw .unreadableEnvelope(error)
        }
        self = envelope
    }

    private static let keyName = "idempotency-key"

    private init() {}
}
