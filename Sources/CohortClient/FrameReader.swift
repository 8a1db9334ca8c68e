internal import Linux
internal import Protobuf
internal import Wire

/// Takes answers out of what comes in. Nothing is believed of a length but that it is within the limit.
struct FrameReader {
    private static let readSize = 64 << 10

    private var input: [UInt8] = []
    private var taken = 0
    private var buffer = [UInt8](repeating: 0, count: readSize)

    /// Why nothing more will come, once the connection has ended. Answers that came before are still to be taken.
    private(set) var ending: CallError?

    /// Takes in what there is, and never waits.
    mutating func receive(from socket: borrowing StreamSocket) throws(SystemError) {
        switch try socket.readNow(into: &buffer) {
        case .bytes(let count):
            input.removeSubrange(..<taken)
            taken = 0
            input += buffer[..<count]
        case .wouldBlock: break
        case .end: ending = .lost("it was closed by the daemon")
        case .reset: ending = .lost("it was cut off")
        }
    }

    /// What a frame holds.
    enum Content {
        case answer(Answer)
        case data([UInt8], FrameFlags)
    }

    /// The next whole frame, if there is one. Those of other types are skipped.
    mutating func next() throws(CallError) -> (stream: UInt32, content: Content)? {
        while input.count - taken >= FrameHeader.size {
            let header = FrameHeader(parsing: input.span.extracting(taken..<(taken + FrameHeader.size)))
            guard header.length <= WireLimits.frameSizeMax else {
                throw .lost("it announced a frame of \(header.length) bytes")
            }
            let start = taken + FrameHeader.size
            guard input.count - start >= Int(header.length) else { return nil }
            taken = start + Int(header.length)
            switch header.kind {
            case .response: return (header.streamID, .answer(Self.answer(input[start..<taken])))
            case .data: return (header.streamID, .data(Array(input[start..<taken]), header.flags))
            default: break
            }
        }
        return nil
    }

    private static func answer(_ bytes: ArraySlice<UInt8>) -> Answer {
        do throws(DecodingError) {
            let response = try Ttrpc.Response(serializedBytes: bytes)
            if let error = response.status.flatMap(CallError.init) { return .failure(error) }
            return .success(response.payload)
        } catch {
            return .failure(CallError(code: .internal, sentence: "the daemon's answer cannot be read: \(error)"))
        }
    }
}

extension Message {
    /// The reply of an answer.
    init(answer: Answer) throws(CallError) {
        let bytes: [UInt8]
        switch answer {
        case .success(let payload): bytes = payload
        case .failure(let error): throw error
        }
        do throws(DecodingError) {
            try self.init(serializedBytes: bytes)
        } catch {
            throw CallError(code: .internal, sentence: "the daemon's reply cannot be read: \(error)")
        }
    }

    /// `nil` if the bytes are no such message.
    init?(lenient bytes: [UInt8]) {
        do throws(DecodingError) { try self.init(serializedBytes: bytes) } catch { return nil }
    }
}
