/// How names of a `.proto` file are spelled in Swift.
enum SwiftNames {
    /// `cohort.journal.v1` becomes `JournalV1`: the project's own name is left out where more follows.
    static func namespace(package: String) -> String {
        var components = package.split(separator: ".")
        if components.count > 1, components[0] == "cohort" { components.removeFirst() }
        return components.map { upperCamel(String($0)) }.joined()
    }

    /// A type's name; one that Swift or the generated code needs for itself takes `suffix` behind it.
    static func type(_ name: String, suffix: String) -> String {
        let camel = upperCamel(name)
        return Reserved.types.contains(camel) ? camel + suffix : camel
    }

    /// A property, method or enum case: `timeout_nano` and `TimeoutNano` become `timeoutNano`.
    static func member(_ name: String, besides taken: Set<String> = []) -> String {
        let camel = lowerCamel(name)
        if Reserved.members.contains(camel) || taken.contains(camel) { return camel + "Value" }
        return Reserved.keywords.contains(camel) ? "`\(camel)`" : camel
    }

    /// The cases of an enum, without the enum's name in front of each: `LEVEL_READ_ONLY` of `Level` becomes `readOnly`.
    static func cases(_ names: [String], of enumName: String) -> [String] {
        let prefix = upperSnake(enumName) + "_"
        let isCommon = names.allSatisfy { name in
            name.hasPrefix(prefix) && name.dropFirst(prefix.count).first?.isLetter == true
        }
        return names.map { name in
            member((isCommon ? String(name.dropFirst(prefix.count)) : name).lowercased(), besides: ["unrecognized"])
        }
    }

    private static func upperCamel(_ name: String) -> String {
        name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The first word in lower case, each later one capitalised, or all capitals if it is an acronym.
    private static func lowerCamel(_ name: String) -> String {
        let words = name.split(separator: "_").map(String.init)
        guard let first = words.first else { return name }
        return words.dropFirst().reduce(lowerFirst(first)) { camel, word in
            camel + (Reserved.acronyms[word.lowercased()] ?? word.prefix(1).uppercased() + word.dropFirst())
        }
    }

    /// `WhoAmI` becomes `whoAmI`, `URLOf` becomes `urlOf`, `ID` becomes `id`.
    private static func lowerFirst(_ word: String) -> String {
        let capitals = word.prefix { $0.isUppercase }.count
        let lowered = capitals > 1 && capitals < word.count ? capitals - 1 : capitals
        return word.prefix(lowered).lowercased() + word.dropFirst(lowered)
    }

    /// `SessionKind` becomes `SESSION_KIND`.
    private static func upperSnake(_ name: String) -> String {
        var snake = ""
        var previous: Character = "_"
        for character in name {
            if character.isUppercase, !previous.isUppercase, previous != "_" { snake += "_" }
            snake += character.uppercased()
            previous = character
        }
        return snake
    }
}
