import CohortClient
import Glibc
import Protobuf
import Scenarios
import Wire

/// A daemon at a socket. Whoever connects is who the kernel says: so this program takes on each uid for the moment in
/// which it connects, which only root can.
struct SocketTransport: Transport {
    let path: String
    private var clients: [Client] = []

    init(path: String) { self.path = path }

    mutating func connect(uid: UInt32) throws(StageError) -> Int {
        guard uid == 0 || seteuid(uid) == 0 else {
            throw StageError(rule: "", sentence: "only root connects as uid \(uid)")
        }
        defer { if uid != 0 { precondition(seteuid(0) == 0, "root stays root") } }
        do throws(CallError) {
            clients.append(try Client(path: path))
        } catch {
            throw StageError(detail: nil, error.sentence, error.code.rawValue)
        }
        return clients.count - 1
    }

    func call<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, on connection: Int
    ) throws(StageError) -> Reply {
        do throws(CallError) {
            return try clients[connection].call(method, request)
        } catch {
            throw StageError(detail: error.detail, error.sentence, error.code.rawValue)
        }
    }
}
