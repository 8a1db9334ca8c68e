internal import CohortClient
internal import Protobuf
internal import Wire

// Key-value pairs, as OMERO's users set and read them.

extension Command {
    static let pairs = [
        Command(
            "obj map-get", "OBJECT mapValue [KEY]", "Show key-value pairs, a line each, or the values of one key.",
            getPairs),
        Command(
            "obj map-set", "OBJECT mapValue KEY VALUE", "Set the value of a key; a key that is new comes last.", setPair
        ),
    ]

    private static func getPairs(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard (2...3).contains(arguments.words.count) else {
            throw .usage("this takes an object, `mapValue`, and perhaps a key")
        }
        let pairs = try pairs(of: try lab.object(arguments.words[0]), arguments.words[1])
        let key = arguments.words.count == 3 ? arguments.words[2] : nil
        let found = pairs.filter { key == nil || $0.key == key }
        if let key, found.isEmpty { throw .absent("\(arguments.words[0]) has no key `\(key)`") }
        if lab.printsJSON {
            return Terminal.print(JSON.array(found.map { .array([.string($0.key), .string($0.value)]) }).text)
        }
        for pair in found { Terminal.print((key == nil ? "\(pair.key)=\(pair.value)" : pair.value).escaped) }
    }

    private static func setPair(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.words(4, "an object, `mapValue`, a key and its value")
        let object = try lab.object(words[0])
        var pairs = try pairs(of: object, words[1])
        // A key may be there several times; all that is known of them is their order, so the first one is set.
        if let place = pairs.firstIndex(where: { $0.key == words[2] }) {
            pairs[place].value = words[3]
        } else {
            pairs.append(
                .with {
                    $0.key = words[2]
                    $0.value = words[3]
                })
        }
        _ = try lab.call(
            V1.Objects.update,
            .with {
                $0.id = object.id
                $0.attributes = [.init(.pairs, .pairs(.with { $0.pairs = pairs }))]
                $0.scope = .all
            })
        lab.note("Updated \(words[0].escaped)")
    }

    private static func pairs(of object: V1.Object, _ word: String) throws(Failure) -> [V1.Pair] {
        guard V1.Field(word: word) == .pairs else { throw .usage("`\(word)` holds no pairs: write mapValue") }
        for attribute in object.attributes {
            if case .pairs(let list) = attribute.value { return list.pairs }
        }
        return []
    }
}
