internal import Protobuf
internal import Wire

/// An object as it is typed: `Dataset:51`, or only `51`.
struct ObjectName {
    /// `nil`: whatever it is.
    let kind: V1.Kind?
    let id: UInt64

    init(_ text: String) throws(Failure) {
        let names = try Self.list([text])
        guard names.count == 1 else { throw .usage("`\(text)` names \(names.count) objects, and this takes one") }
        self = names[0]
    }

    init(kind: V1.Kind? = nil, id: UInt64) {
        self.kind = kind
        self.id = id
    }

    /// All objects of several words: `Image:1,2`, `Image:5-9`, and with no kind before the ids `7`.
    static func list(_ words: [String]) throws(Failure) -> [ObjectName] {
        var names: [ObjectName] = []
        for word in words {
            let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, let ids = parts.last, !ids.isEmpty else { throw wrong(word) }
            let kind = try parts.count == 2 ? Self.kind(parts[0]) : nil
            for range in ids.split(separator: ",", omittingEmptySubsequences: false) {
                let bounds = range.split(separator: "-", omittingEmptySubsequences: false).compactMap { UInt64($0) }
                guard let first = bounds.first, let last = bounds.last, bounds.count <= 2, first > 0, first <= last,
                    bounds.count == range.split(separator: "-", omittingEmptySubsequences: false).count
                else { throw wrong(word) }
                // Counted before it is made: a range may claim to be anything.
                guard last - first < UInt64(WireLimits.targetsMax - names.count) else {
                    throw .usage("`\(word)` names more than the \(WireLimits.targetsMax) objects that a call takes")
                }
                names += (first...last).map { ObjectName(kind: kind, id: $0) }
            }
        }
        return names
    }

    static func kind(_ word: String) throws(Failure) -> V1.Kind {
        guard let kind = V1.Kind(word: word) else { throw .usage("`\(word)` is no kind of object") }
        return kind
    }

    private static func wrong(_ word: String) -> Failure {
        .usage("`\(word)` names no object: write `Image:5`, `Image:1,2` or `Image:5-9`")
    }
}

extension Lab {
    /// Objects that are asked for at once: so many fit into a reply, unless they are uncommonly large.
    private static let batchSize = 500

    /// The ids of objects, each of which is of the kind that was named with it. One that is not is not there.
    func ids(_ words: [String]) throws(Failure) -> [UInt64] { try ids(ObjectName.list(words)) }

    /// The id of the one object that the word names.
    func id(_ word: String) throws(Failure) -> UInt64 { try ids([ObjectName(word)])[0] }

    private func ids(_ names: [ObjectName]) throws(Failure) -> [UInt64] {
        var rest = names.filter { $0.kind != nil }[...]
        while !rest.isEmpty {
            _ = try objects(Array(rest.prefix(Self.batchSize)))
            rest = rest.dropFirst(Self.batchSize)
        }
        return names.map(\.id)
    }

    func objects(_ names: [ObjectName]) throws(Failure) -> [V1.Object] {
        let reply = try call(
            V1.Objects.get,
            .with {
                $0.ids = names.map(\.id)
                $0.scope = .all
            })
        for (name, object) in zip(names, reply.objects) where name.kind.map({ $0 != object.kind }) ?? false {
            // The very words of the daemon for one that does not exist.
            throw .absent("there is no object \(name.id), or you cannot see it from here")
        }
        return reply.objects
    }

    func object(_ word: String) throws(Failure) -> V1.Object { try objects([ObjectName(word)])[0] }
}
