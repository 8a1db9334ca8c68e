/// The grammar that the document says, read from it, to derive lines.
struct Grammar {
    /// What a rule may derive.
    indirect enum Form {
        case words(String)
        case rule(String)
        case row([Form])
        /// One of these; the number tells this choice from others.
        case choice([Form], Int)
        case optional(Form, Int)
        case repeated(Form)
        case list(Form)
    }

    private(set) var rules: [String: Form] = [:]
    /// Every way of every choice, and the rule that it is in.
    private(set) var ways: [[Int]: String] = [:]
    private var choices = 0

    /// - Parameter text: rules `name = form`, which go on on lines that begin with a bar or an indented quote.
    init(_ text: String) {
        var name = ""
        var bodies: [(String, String)] = []
        for line in text.split(separator: "\n") {
            if let sign = line.firstRange(of: " = "), !line.hasPrefix(" ") {
                name = line[..<sign.lowerBound].filter { $0 != " " }
                bodies.append((name, String(line[sign.upperBound...])))
            } else {
                bodies[bodies.count - 1].1 += " " + line
            }
        }
        for (name, body) in bodies {
            var reader = Reader(body, choices: choices)
            rules[name] = reader.choice()
            precondition(reader.isAtEnd, "the grammar's rule `\(name)` ends where it should not")
            choices += reader.counts.count
            for (number, count) in reader.counts {
                for way in 0..<count { ways[[number, way]] = name }
            }
        }
    }

    /// Reads a form from the left.
    private struct Reader {
        private var rest: Substring
        /// How many ways each choice has.
        private(set) var counts: [Int: Int] = [:]
        private let first: Int

        init(_ text: String, choices: Int) {
            rest = Substring(text)
            first = choices
            skip()
        }

        var isAtEnd: Bool { rest.isEmpty }

        private mutating func skip() { rest = rest.drop { $0 == " " } }

        private mutating func take(_ text: String) -> Bool {
            guard rest.hasPrefix(text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        }

        private mutating func number(_ count: Int) -> Int {
            counts[first + counts.count] = count
            return first + counts.count - 1
        }

        mutating func choice() -> Form {
            var forms = [row()]
            while take("|") {
                skip()
                forms.append(row())
            }
            return forms.count == 1 ? forms[0] : .choice(forms, number(forms.count))
        }

        private mutating func row() -> Form {
            var forms: [Form] = []
            while let next = rest.first, !"|)]}".contains(next) { forms.append(item()) }
            return .row(forms)
        }

        private mutating func item() -> Form {
            var form: Form
            if take("(") {
                form = group(")")
            } else if take("[") {
                form = .optional(group("]"), number(2))
            } else if take("{") {
                form = .repeated(group("}"))
            } else if take("\"") {
                form = .words(String(rest.prefix { $0 != "\"" }))
                rest = rest.drop { $0 != "\"" }.dropFirst()
            } else {
                let name = rest.prefix { $0.isLetter }
                precondition(!name.isEmpty, "the grammar does not go on at `\(rest)`")
                rest = rest.dropFirst(name.count)
                form = .rule(String(name))
            }
            if take(",..") { form = .list(form) }
            skip()
            return form
        }

        private mutating func group(_ end: String) -> Form {
            skip()
            let form = choice()
            precondition(take(end), "the grammar has no `\(end)` at `\(rest)`")
            return form
        }
    }
}

/// Derives lines, one way after the other.
struct Derivation {
    let grammar: Grammar
    private(set) var taken: Set<[Int]> = []
    private var state: UInt64
    private var words: [String] = []
    /// What may be named behind a word.
    private let names: @Sendable (String) -> [String]

    init(of grammar: Grammar, seed: UInt64, names: @escaping @Sendable (String) -> [String]) {
        self.grammar = grammar
        self.names = names
        state = seed
    }

    private mutating func roll(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(count))
    }

    mutating func line(_ rule: String) -> String {
        words = []
        derive(.rule(rule))
        return words.joined(separator: " ").replacing(" 's", with: "'s").replacing(" ,", with: ",")
    }

    private mutating func derive(_ form: Grammar.Form) {
        switch form {
        case .words(let text): words.append(text)
        case .rule("name"):
            let names = names(words.last ?? "")
            words.append(names[roll(names.count)])
        case .rule("number"): words.append("\(roll(3))")
        case .rule(let name):
            guard let form = grammar.rules[name] else { preconditionFailure("the grammar has no rule `\(name)`") }
            derive(form)
        case .row(let forms): for form in forms { derive(form) }
        case .choice(let forms, let number):
            let way = roll(forms.count)
            taken.insert([number, way])
            derive(forms[way])
        case .optional(let form, let number):
            let way = roll(2)
            taken.insert([number, way])
            if way == 1 { derive(form) }
        case .repeated(let form): for _ in 0..<roll(3) { derive(form) }
        case .list(let form):
            derive(form)
            for _ in 0..<roll(3) {
                words.append(",")
                derive(form)
            }
        }
    }
}
