import Testing
import Wire

@Suite struct FrameHeaderTests {
    @Test("every type and every flag comes back as it was written", arguments: UInt8.min...UInt8.max)
    func roundTrip(kind: UInt8) {
        for flags in UInt8.min...UInt8.max {
            let header = FrameHeader(
                length: UInt32(kind) << 16 | UInt32(flags), streamID: UInt32(flags) << 24 | UInt32(kind),
                kind: FrameKind(rawValue: kind), flags: FrameFlags(rawValue: flags))
            #expect(FrameHeader(parsing: bytes(of: header).span) == header)
        }
    }

    @Test("every bit of length and stream id has its place", arguments: 0..<32)
    func bits(bit: Int) {
        let number = UInt32(1) << UInt32(bit)
        for (length, stream) in [(number, 0), (0, number), (number, ~number)] as [(UInt32, UInt32)] {
            let header = FrameHeader(length: length, streamID: stream, kind: .request, flags: [])
            #expect(FrameHeader(parsing: bytes(of: header).span) == header)
        }
    }

    @Test("a header is ten bytes, big-endian, in the order of ttrpc")
    func golden() {
        let header = FrameHeader(
            length: 0x0001_0203, streamID: 0x0405_0607, kind: .data, flags: [.remoteOpen, .noData])
        #expect(bytes(of: header) == [0, 1, 2, 3, 4, 5, 6, 7, 3, 6])
    }

    @Test("types and flags have the numbers of ttrpc")
    func numbers() {
        #expect([FrameKind.request, .response, .data].map(\.rawValue) == [1, 2, 3])
        #expect([FrameFlags.remoteClosed, .remoteOpen, .noData].map(\.rawValue) == [1, 2, 4])
    }

    @Test("a header is read from the front, whatever follows")
    func prefix() {
        let header = FrameHeader(length: 9, streamID: 1, kind: .response, flags: .remoteClosed)
        #expect(FrameHeader(parsing: (bytes(of: header) + [255, 255]).span) == header)
    }

    @Test("headers are appended to what is there")
    func appending() {
        var bytes: [UInt8] = [42]
        FrameHeader(length: 1, streamID: 3, kind: .request, flags: []).write(to: &bytes)
        #expect(bytes == [42, 0, 0, 0, 1, 0, 0, 0, 3, 1, 0])
    }

    private func bytes(of header: FrameHeader) -> [UInt8] {
        var bytes: [UInt8] = []
        header.write(to: &bytes)
        #expect(bytes.count == FrameHeader.size)
        return bytes
    }
}
