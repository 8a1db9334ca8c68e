extension SwiftText {
    mutating func enumeration(_ model: EnumModel) {
        comments(model.comments)
        block("\(access)enum \(model.name): RawRepresentable, Hashable, Sendable, CaseIterable") { text in
            for known in model.cases {
                text.comments(known.comments)
                text.line("case \(known.name)")
            }
            text.line("/// A number that this version has no name for.")
            text.line("case unrecognized(Int32)")
            text.line()
            for alias in model.aliases {
                text.line("\(text.access)static let \(alias.name) = \(model.name).\(alias.target)")
            }
            text.line("/// The cases that have a name.")
            let names = model.cases.map { "." + $0.name }.joined(separator: ", ")
            text.line("\(text.access)static let allCases: [\(model.name)] = [\(names)]")
            text.line()
            text.rawValue(model)
        }
    }

    private mutating func rawValue(_ model: EnumModel) {
        block("\(access)init(rawValue: Int32)") { text in
            text.line("self = switch rawValue {")
            for known in model.cases { text.line("case \(known.number): .\(known.name)") }
            text.line("default: .unrecognized(rawValue)")
            text.line("}")
        }
        line()
        block("\(access)var rawValue: Int32") { text in
            text.line("switch self {")
            for known in model.cases { text.line("case .\(known.name): \(known.number)") }
            text.line("case .unrecognized(let number): number")
            text.line("}")
        }
    }
}
