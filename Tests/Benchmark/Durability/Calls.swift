import Linux
import Protobuf
import Wire

/// The frames of the calls that are measured.
struct Calls {
    private var nextStream: UInt32 = 1
    private var images = 0

    /// The frame of a call, on a stream of its own.
    mutating func frame<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request
    ) -> [UInt8] {
        let data = Ttrpc.Request.with {
            $0.service = method.service
            $0.method = method.method
            $0.payload = request.serializedBytes()
        }.serializedBytes()
        var bytes: [UInt8] = []
        FrameHeader(length: UInt32(data.count), streamID: nextStream, kind: .request, flags: []).write(to: &bytes)
        nextStream += 2
        return bytes + data
    }

    /// One image more.
    mutating func creation() -> [UInt8] {
        images += 1
        return frame(V1.Objects.create, .with { ($0.kind, $0.name) = (.image, "img\(images).tiff") })
    }

    /// So many objects at once: of ten, one dataset, four images, three links of images into the dataset, one tag and one
    /// link of it to an image.
    mutating func batch(of count: Int, from number: Int) -> [UInt8] {
        let objects = (0..<count).map { index in
            let dataset = UInt32(index / 10 * 10 + 1)
            return V1.NewObject.with {
                switch index % 10 {
                case 0: ($0.kind, $0.name) = (.dataset, "Dataset \(number + index)")
                case 5...7:
                    let image = dataset + UInt32(index % 10) - 4
                    ($0.kind, $0.newParent, $0.newChild) = (.datasetImageLink, dataset, image)
                case 8: ($0.kind, $0.name) = (.tag, "tag \(number + index)")
                case 9: ($0.kind, $0.newParent, $0.newChild) = (.annotationLink, dataset + 1, dataset + 8)
                default: ($0.kind, $0.name) = (.image, "img\(number + index).tiff")
                }
            }
        }
        return frame(V1.Objects.import, .with { $0.objects = objects })
    }

    /// Whether the caller may annotate an object.
    mutating func check(_ object: Int) -> [UInt8] {
        frame(V1.Access.check, .with { ($0.object, $0.action, $0.scope) = (UInt64(object), .annotate, .all) })
    }

    mutating func snapshot() -> [UInt8] { frame(V1.Admin.snapshot, V1.SnapshotRequest()) }

    mutating func version() -> [UInt8] { frame(V1.Meta.version, V1.VersionRequest()) }

    fileprivate mutating func createGroup(_ name: String) -> [UInt8] {
        frame(V1.Accounts.createGroup, .with { ($0.name, $0.level) = (name, .readWrite) })
    }

    fileprivate mutating func switchGroup(_ id: UInt32) -> [UInt8] {
        frame(V1.Sessions.switchGroup, .with { $0.group = id })
    }
}

extension Line {
    /// Makes a group, and works in it from now on.
    mutating func enterGroup(_ name: String, _ calls: inout Calls) throws(SystemError) {
        _ = try run(1, depth: 1) { _ in calls.createGroup(name) }
        let group = Self.group(in: answer)
        _ = try run(1, depth: 1) { _ in calls.switchGroup(group) }
    }

    private static func group(in frame: [UInt8]) -> UInt32 {
        do throws(DecodingError) {
            let response = try Ttrpc.Response(serializedBytes: Array(frame[FrameHeader.size...]))
            guard let group = try V1.CreateGroupReply(serializedBytes: response.payload).group else {
                fatalError("a group that was made is named")
            }
            return group.id
        } catch {
            fatalError("an answer is a response: \(error)")
        }
    }
}

/// What Redis is asked.
enum Commands {
    /// One small hash more, or the same one again.
    static func hash(_ number: Int) -> [UInt8] {
        command(["HSET", "o:\(number)", "kind", "image", "name", "img\(number).tiff", "owner", "0", "group", "3"])
    }

    static let ping = command(["PING"])

    /// From now on commands are synced once a second only.
    static let fillQuickly = command(["CONFIG", "SET", "appendfsync", "everysec"])

    private static func command(_ words: [String]) -> [UInt8] {
        Array(("*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()).utf8)
    }
}
