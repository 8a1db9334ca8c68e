/// An enum as the generated code has it: its known cases, and one for the numbers of later versions.
struct EnumModel {
    struct Case {
        let name: String
        let number: Int32
        let comments: [String]
    }

    let name: String
    /// One case to each number.
    let cases: [Case]
    /// Further names of numbers that have a case already, and the case's name.
    let aliases: [(name: String, target: String)]
    let comments: [String]

    init(_ type: Plugin.EnumType, path: [Int32], comments: Comments) throws(GeneratorError) {
        name = SwiftNames.type(type.name, suffix: "Enum")
        self.comments = comments.about(path)
        var cases: [Case] = []
        var aliases: [(name: String, target: String)] = []
        let names = SwiftNames.cases(type.values.map(\.name), of: type.name)
        try refuseTwins(names, in: type.name)
        for (index, (name, value)) in zip(names, type.values).enumerated() {
            if let first = cases.first(where: { $0.number == value.number }) {
                aliases.append((name, first.name))
            } else {
                let comments = comments.about(path + [2, Int32(index)])
                cases.append(Case(name: name, number: value.number, comments: comments))
            }
        }
        self.cases = cases
        self.aliases = aliases
    }
}
