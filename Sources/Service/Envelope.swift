internal import Protobuf

/// Where the parts of a `ttrpc.Request` lie in the bytes of its frame: nothing is copied.
struct Envelope {
    var service = 0..<0
    var method = 0..<0
    var payload = 0..<0
    /// Nanoseconds left for the call when it was sent; 0: no deadline.
    var timeout: Int64 = 0

    /// Fields as in `Protocol/ttrpc/ttrpc.proto`; metadata are skipped.
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
                    default: try reader.skip(tag)
                    }
                }
            }
        } catch {
            throw .unreadableEnvelope(error)
        }
        self = envelope
    }

    private init() {}
}
