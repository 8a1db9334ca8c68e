import Testing
import Wire

@testable import cohort

@Suite("Command lines")
struct LineTests {
    private let options = [Option("--name", letter: "n", value: "NAME", ""), Option("--all", letter: "a", "")]

    @Test("options may stand anywhere, with their values behind them or behind a sign")
    func optionsAnywhere() throws {
        let arguments = try Arguments(["one", "--name", "x", "-a", "two", "--", "--name"], taking: options)
        #expect(arguments.words == ["one", "two", "--name"])
        #expect(arguments.value("--name") == "x")
        #expect(arguments.has("--all"))
        #expect(arguments.rest == ["--name"])
        #expect(try Arguments(["--name=y=z"], taking: options).value("--name") == "y=z")
    }

    @Test("what no option takes is refused", arguments: [["--other"], ["--name"], ["--all=yes"], ["-x"]])
    func wrong(line: [String]) {
        #expect(throws: Failure.self) { try Arguments(line, taking: options) }
    }

    @Test("common options may come before the command, whose words stay together")
    func optionsFirst() {
        #expect(["-g", "lab", "ls", "--kind", "Image"].commandFirst == ["ls", "-g", "lab", "--kind", "Image"])
        #expect(["--json", "user", "info", "bob"].commandFirst == ["user", "info", "--json", "bob"])
        #expect(["-g", "lab", "run", "--", "ls", "-l"].commandFirst == ["run", "-g", "lab", "--", "ls", "-l"])
        #expect(["-g"].commandFirst == ["-g"])
        #expect(["--group=lab", "ls"].commandFirst == ["ls", "--group=lab"])
    }

    @Test("an empty name of a session file is as good as none", arguments: ["", "/"])
    func emptySession(path: String) throws {
        let arguments = try Arguments(["--session", path], taking: Command.common)
        #expect(throws: Never.self) { try TokenFile(arguments).read() }
    }

    @Test("every command has a usage with each of its options, and no name twice")
    func usage() {
        #expect(Set(Command.all.map(\.name)).count == Command.all.count)
        for command in Command.all {
            #expect(command.usage.hasPrefix("usage: cohort \(command.name)"))
            for option in command.options + Command.common { #expect(command.usage.contains(option.name)) }
            let names = (command.options + Command.common).map(\.name)
            #expect(Set(names).count == names.count, "an option of `\(command.name)` has a name of the common ones")
            let letters = (command.options + Command.common).compactMap(\.letter)
            #expect(Set(letters).count == letters.count, "two options of `\(command.name)` share a letter")
        }
    }

    @Test("ranges are expanded, and counted before they are")
    func objectNames() throws {
        #expect(try ObjectName.list(["Image:1,5-7", "9"]).map(\.id) == [1, 5, 6, 7, 9])
        #expect(try ObjectName.list(["Image:1", "9"]).map(\.kind) == [.image, nil])
        #expect(try ObjectName("tagannotation:3").kind == .tag)
        #expect(try ObjectName("ImageAnnotationLink:3").kind == .annotationLink)
        for wrong in [
            "Image:", "Image:1-999999999", "Image:0", "Image:9-5", "Image:a", "Nothing:1", "1:2:3", "Image:1-", "",
        ] {
            #expect(throws: Failure.self, "`\(wrong)`") { try ObjectName.list([wrong]) }
        }
    }

    @Test("durations are read as people type them")
    func durations() throws {
        let time = [Option("--time", value: "T", "")]
        for (text, seconds) in [("90", 90), ("90s", 90), ("30m", 1_800), ("8h", 28_800)] as [(String, UInt32)] {
            #expect(try Arguments(["--time", text], taking: time).seconds("--time") == seconds)
        }
        for text in ["0", "-1", "h", "1w", "99999999999h"] {
            #expect(throws: Failure.self) { try Arguments(["--time=\(text)"], taking: time).seconds("--time") }
        }
    }

    @Test("characters that move the cursor or turn the line are made visible")
    func escaping() {
        #expect("plain Größe 顕微鏡".escaped == "plain Größe 顕微鏡")
        #expect("a\u{1B}[2Jb".escaped == "a\\u{1b}[2Jb")
        #expect("a\u{202E}b\n".escaped == "a\\u{202e}b\\u{a}")
        #expect(JSON.string("a\u{9B}2J\u{202E}").text == #""a\u009b2J\u202e""#)
    }

    @Test("help is there for everything, for each family and for each command")
    func help() throws {
        for line in [[], ["help"], ["--help"], ["-h"]] {
            let text = try #require(try Command.help(for: line))
            for command in Command.all { #expect(text.contains("  \(command.name)")) }
        }
        #expect(try Command.help(for: ["user", "--help"])?.contains("user joingroup") == true)
        #expect(try Command.help(for: ["help", "user"])?.contains("user joingroup") == true)
        #expect(try Command.help(for: ["help", "user", "add"])?.hasPrefix("usage: cohort user add") == true)
        #expect(try Command.help(for: ["help", "exit-status"]) == ExitStatus.help)
        #expect(try Command.help(for: ["user", "add", "--help"]) == nil)
        #expect(throws: Failure.self) { try Command.help(for: ["help", "nothing"]) }
    }

    @Test("each code of the protocol ends the command as `help exit-status` says")
    func exitStatus() {
        let statuses: [Code: Int32] = [
            .permissionDenied: 1, .invalidArgument: 2, .alreadyExists: 3, .notFound: 4, .unavailable: 5,
            .deadlineExceeded: 5, .failedPrecondition: 6, .resourceExhausted: 7, .unauthenticated: 8, .internal: 70,
            .dataLoss: 70, .unimplemented: 70,
        ]
        for (code, status) in statuses { #expect(code.exitStatus == status) }
        #expect(Failure.usage("").status == 2)
        #expect(Failure.absent("").status == 4)
        #expect(Failure.file("").status == 9)
    }

    @Test("in a list only ids are numbers: a name of digits stays what it is")
    func namesOfDigits() throws {
        let lab = Lab(try Arguments([], taking: []))
        #expect(lab.json(["id", "name"], ["7", "007"]).text == #"{"id":7,"name":"007"}"#)
    }

    @Test("a style of a list is one that there is")
    func styles() throws {
        let options = [ListStyle.option] + Command.common
        #expect(try Arguments([], taking: options).listStyle == .table)
        #expect(try Arguments(["--json"], taking: options).listStyle == .json)
        #expect(try Arguments(["--style", "csv"], taking: options).listStyle == .csv)
        #expect(throws: Failure.self) { try Arguments(["--style", "sql"], taking: options).listStyle }
    }

    @Test("a cell of a list keeps its place, and is no formula")
    func cells() {
        #expect("a,b".csv == #""a,b""#)
        #expect(#"say "a""#.csv == #""say ""a""""#)
        #expect("=1+1".csv == "'=1+1")
        #expect("two\nlines".csv == "two\\u{a}lines")
    }

    @Test("JSON holds any text")
    func json() {
        let value = JSON.object([("a\"b", .array([.string("x\\\n\u{1}é"), .number(1), .null, .bool(true)]))])
        #expect(value.text == #"{"a\"b":["x\\\n\u0001é",1,null,true]}"#)
    }

    @Test(
        "words of kinds, levels, actions and fields read back",
        arguments: V1.Kind.allCases.filter { $0 != .unspecified })
    func words(kind: V1.Kind) {
        #expect(V1.Kind(word: kind.word) == kind)
        for action in V1.Action.allCases where action != .unspecified {
            #expect(V1.Action(word: action.word) == action)
        }
        for field in V1.Field.allCases where field != .unspecified { #expect(V1.Field(word: field.word) == field) }
        for level in V1.Level.allCases where level != .unspecified {
            #expect(V1.Level(word: level.word) == level)
            #expect(V1.Level(word: level.permissions) == level)
        }
    }
}
