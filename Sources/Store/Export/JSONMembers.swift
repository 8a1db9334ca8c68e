/// The members of a JSON object as they are taken: each once, none left over.
///
/// What is missing is at its default, as in protobuf's mapping. `isSound` says in the end whether everything was as it
/// should be.
struct JSONMembers {
    private var members: [String: JSONValue]
    private var isWrong = false

    /// `nil` if the value is no object.
    init?(_ value: JSONValue?) {
        guard case .object(let members)? = value else { return nil }
        self.members = members
    }

    /// Whether each member that was taken said what it may, and all were taken.
    var isSound: Bool { !isWrong && members.isEmpty }

    func has(_ name: String) -> Bool { members[name] != nil }

    private mutating func take<Taken>(_ name: String, _ parse: (JSONValue) -> Taken?) -> Taken? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        let taken = parse(value)
        if taken == nil { isWrong = true }
        return taken
    }

    /// A number, with or without quotes.
    mutating func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
        take(name) { value in
            switch value {
            case .number(let text), .string(let text): Number(text)
            default: nil
            }
        }
    }

    mutating func string(_ name: String) -> String {
        take(name) { if case .string(let text) = $0 { text } else { nil } } ?? ""
    }

    mutating func truth(_ name: String) -> Bool {
        take(name) { if case .truth(let truth) = $0 { truth } else { nil } } ?? false
    }

    mutating func bytes(_ name: String) -> [UInt8] {
        take(name) { if case .string(let text) = $0 { Base64.bytes(of: text) } else { nil } } ?? []
    }

    mutating func real(_ name: String) -> Double {
        take(name) { value in
            switch value {
            case .number(let text): Double(text)
            case .string("Infinity"): .infinity
            case .string("-Infinity"): -.infinity
            case .string("NaN"): .nan
            case .string(let text) where text.hasPrefix("NaN:"):
                UInt64(text.dropFirst(4), radix: 16).map { Double(bitPattern: $0) }
            default: nil
            }
        } ?? 0
    }

    /// An object in this one.
    mutating func object<Part>(_ name: String, _ parse: (inout JSONMembers) -> Part) -> Part? {
        take(name) { Self.parse($0, parse) }
    }

    mutating func objects<Part>(_ name: String, _ parse: (inout JSONMembers) -> Part) -> [Part] {
        take(name) { value in
            guard case .array(let values) = value else { return nil }
            let parts = values.compactMap { Self.parse($0, parse) }
            return parts.count == values.count ? parts : nil
        } ?? []
    }

    private static func parse<Part>(_ value: JSONValue, _ parse: (inout JSONMembers) -> Part) -> Part? {
        guard var members = JSONMembers(value) else { return nil }
        let part = parse(&members)
        return members.isSound ? part : nil
    }
}
