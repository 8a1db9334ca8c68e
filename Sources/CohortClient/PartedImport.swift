internal import Protobuf
public import Wire

extension Client {
    /// Begins an import of any size: its objects go in parts, and all of them are made when `finish` has returned, or
    /// none. Letting go of it before breaks it off.
    ///
    /// - Parameters:
    ///   - timeout: how long all of it may take. `nil`: for ever.
    ///   - key: by which the daemon knows the import again if all of it is sent once more (`PROTOCOL.md`, section 8).
    public func beginImport(
        _ start: V1.ImportStart, timeout: Duration? = nil, key: String? = nil
    ) throws(CallError) -> PartedImport {
        let requests = Requests<V1.ImportReply>(try open(V1.Objects.importStream, nil, timeout, key))
        try requests.send(PartedImport.message(.start(start)))
        return PartedImport(requests)
    }

    /// The same; the task is suspended while bytes of other streams wait for the daemon.
    public func beginImport(
        _ start: V1.ImportStart, timeout: Duration? = nil, key: String? = nil
    ) async throws(CallError) -> PartedImport {
        let requests = Requests<V1.ImportReply>(try open(V1.Objects.importStream, nil, timeout, key))
        try await requests.send(PartedImport.message(.start(start)))
        return PartedImport(requests)
    }
}

/// Objects on their way into one import. One task or thread adds at a time.
public final class PartedImport: Sendable {
    /// Objects of a part: few enough that calls between them do not wait long.
    private static let partMax = 1_000
    /// Bytes of a part, unless a single object has more.
    private static let partSizeMax = 1 << 20

    private let requests: Requests<V1.ImportReply>

    init(_ requests: Requests<V1.ImportReply>) { self.requests = requests }

    /// Sends the next objects, any number of them. They may refer to all that were sent before, by their position from 1.
    /// Waits while as much as a megabyte of what was sent before is not taken.
    ///
    /// - Throws: why the daemon has refused the import, as soon as it has.
    public func add(_ objects: [V1.NewObject]) throws(CallError) {
        var rest = objects[...]
        while let part = Self.part(of: &rest) { try requests.send(part) }
    }

    /// The same; the task is suspended instead.
    public func add(_ objects: [V1.NewObject]) async throws(CallError) {
        var rest = objects[...]
        while let part = Self.part(of: &rest) { try await requests.send(part) }
    }

    /// Says that all objects are sent, and waits until they are on disk, or refused.
    public func finish() throws(CallError) -> V1.ImportReply { try requests.finish() }

    /// The same; the task is suspended instead.
    public func finish() async throws(CallError) -> V1.ImportReply { try await requests.finish() }

    /// The message of the next objects; `nil` behind the last.
    private static func part(of rest: inout ArraySlice<V1.NewObject>) -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        var count = min(partMax, rest.count)
        while true {
            let objects = Array(rest.prefix(count))
            let part = message(.objects(.with { $0.objects = objects }))
            if part.count <= partSizeMax || count == 1 {
                rest = rest.dropFirst(count)
                return part
            }
            count /= 2
        }
    }

    fileprivate static func message(_ part: V1.ImportPart.Part) -> [UInt8] {
        V1.ImportPart.with { $0.part = part }.serializedBytes()
    }
}
