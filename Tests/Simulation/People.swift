import Permissions
import Protobuf
import Store
import TestSupport
import Wire

/// The other ends of a daemon's connections: what they asked, and what they are waiting for.
struct People {
    private var lines: [UInt32: Int] = [:]
    private var nextLine = 0
    private var nextStream: UInt32 = 1
    private var waiting: [UInt32: RandomCalls.Purpose] = [:]
    /// What somebody means to ask next.
    private var intended: [RandomCalls.Call] = []

    mutating func next(_ calls: inout RandomCalls, in state: State) -> RandomCalls.Call {
        intended.popLast() ?? calls.next(in: state)
    }

    /// The connection of a uid.
    mutating func line(of uid: UInt32) -> Int {
        if let line = lines[uid] { return line }
        lines[uid] = nextLine
        nextLine += 1
        return nextLine - 1
    }

    mutating func hangUp(_ line: Int) {
        for (uid, index) in lines where index == line { lines[uid] = nil }
    }

    /// The stream of a new call.
    mutating func send(_ purpose: RandomCalls.Purpose) -> UInt32 {
        defer { nextStream += 2 }
        waiting[nextStream] = purpose
        return nextStream
    }

    /// Takes an answer in: what it says was done is never taken back.
    mutating func hear(_ reply: Reply, _ past: inout Past, _ calls: RandomCalls) throws {
        guard let purpose = waiting.removeValue(forKey: reply.header.streamID) else {
            throw Violation("stream \(reply.header.streamID) was answered twice")
        }
        guard reply.code == .ok else { return }
        try past.acknowledge(try Self.revision(in: reply.response.payload))
        switch purpose {
        case .none: break
        case .creation: try past.acknowledge(id: try V1.CreateReply(serializedBytes: reply.response.payload).id)
        case .keyedCreation(let key):
            try past.acknowledge(id: try V1.CreateReply(serializedBytes: reply.response.payload).id, for: key)
        case .levelPlan(let request):
            let plan = try V1.ChangeLevelReply(serializedBytes: reply.response.payload).plan
            intended.append(calls.run(request, digest: plan?.digest ?? []))
        }
    }

    /// The revision that every answer names, in the same field.
    private static func revision(in payload: [UInt8]) throws(DecodingError) -> UInt64 {
        var revision: UInt64 = 0
        try Reader.read(payload.span) { (reader: inout Reader) throws(DecodingError) in
            while let tag = try reader.nextTag() {
                if tag == 15 << 3 { revision = try reader.uint64() } else { try reader.skip(tag) }
            }
        }
        return revision
    }
}
