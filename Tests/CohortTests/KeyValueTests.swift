import Testing
import Wire

@testable import cohort

@Suite("Tables of key-values, and their rules")
struct KeyValueTests {
    private func cells(_ text: String, separator: Character = ",") throws -> [[String]] {
        let table = try CSVTable(Array(text.utf8), separator: separator)
        return [table.header] + table.rows.map(\.cells)
    }

    @Test("cells may be quoted, hold separators, quotes and line breaks, and end in either way")
    func tables() throws {
        #expect(try cells("a,b\n1,2\n") == [["a", "b"], ["1", "2"]])
        #expect(try cells("\u{FEFF}a,b\r\n1,\r\n") == [["a", "b"], ["1", ""]])
        #expect(try cells("a\n\"x\"\"y,\nz\"\n\n") == [["a"], ["x\"y,\nz"]])
        #expect(try cells("a\tb\n1,2\t\"3\"", separator: "\t") == [["a", "b"], ["1,2", "3"]])
        #expect(try CSVTable(Array("a\n\"x\ny\"\nz\n".utf8), separator: ",").rows.map(\.line) == [2, 4])
    }

    @Test("a table that is none says where and why")
    func brokenTables() {
        let broken: [(String, CSVTable.Fault)] = [
            ("", .empty), ("a,b\n1\n", .width(1, wanted: 2, line: 2)), ("a\n\"x\ny", .openQuote(line: 2)),
            ("a\n\"x\"y", .strayQuote(line: 2)),
            ("a\n" + String(repeating: "x", count: 70_000), .overLimit("bytes in a cell", max: 65_536, line: 2)),
        ]
        for (text, fault) in broken {
            #expect(throws: fault) { try CSVTable(Array(text.utf8), separator: ",") }
        }
        #expect(throws: CSVTable.Fault.notUTF8) { try CSVTable([0xFF], separator: ",") }
    }

    private func text(_ text: String, _ line: Int) -> YAMLValue { .text(text, line: line) }

    @Test("the YAML of rules is read: mappings, lists on and below their key, texts in quotes and in blocks, comments")
    func yaml() throws {
        let value = try YAMLText.value(
            of: """
                ---
                # rules
                a: 1 # one
                "b c": 'it''s # it'
                list:
                - name: x
                  more: y

                - z
                empty:
                block: >
                    two
                    lines
                end: |
                  as
                   it is
                """)
        let inner: YAMLValue = .map([
            YAMLValue.Member(key: "name", value: text("x", 6), line: 6),
            YAMLValue.Member(key: "more", value: text("y", 7), line: 7),
        ])
        #expect(
            value
                == .map([
                    YAMLValue.Member(key: "a", value: text("1", 3), line: 3),
                    YAMLValue.Member(key: "b c", value: text("it's # it", 4), line: 4),
                    YAMLValue.Member(key: "list", value: .list([inner, text("z", 9)]), line: 5),
                    YAMLValue.Member(key: "empty", value: .none, line: 10),
                    YAMLValue.Member(key: "block", value: text("two lines", 11), line: 11),
                    YAMLValue.Member(key: "end", value: text("as\n it is", 14), line: 14),
                ]))
    }

    @Test(
        "YAML that could do more than say something is refused with its line",
        arguments: [
            "a: &x 1", "a: *x", "a: !!python/object 1", "a: [1]", "a: {b: 1}", "a: 1\na: 2", "\ta: 1", "a: \"x",
        ])
    func dangerousYAML(text: String) {
        #expect(throws: YAMLFault.self) { try YAMLText.value(of: text) }
    }

    @Test("things lie in each other as deep as they may, and no deeper", arguments: [15, 16, 17])
    func depth(count: Int) {
        let text = (0..<count).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        let isRefused = (try? YAMLText.value(of: text)) == nil
        #expect(isRefused == (count > 16))
    }

    private func annotations(_ rules: String, _ table: String) throws -> [RowAnnotations.Annotation] {
        let table = try CSVTable(Array(table.utf8), separator: ",")
        return try RowAnnotations(table, by: BulkMap(YAMLText.value(of: rules), for: table.header)).all
    }

    @Test("rules rename, split, hide, template and leave out; columns without one follow the defaults")
    func rules() throws {
        let all = try annotations(
            """
            defaults:
              omitempty: yes
            columns:
              - name: gene
                clientname: Gene
                split: ";"
              - name: gene
                clientname: URL
                clientvalue: https://example.org/{{ value|urlencode }}?q={{ value }}
              - name: secret
                visible: no
              - name: dropped
                include: no
            """, "image,gene,secret,dropped,other\n1,a b; ;c,s,d,\n")
        func pair(_ key: String, _ value: String) -> RowAnnotations.Pair { RowAnnotations.Pair(key: key, value: value) }
        #expect(
            all == [
                RowAnnotations.Annotation(
                    namespace: BulkMap.namespace,
                    pairs: [
                        pair("Gene", "a b"), pair("Gene", "c"),
                        pair("URL", "https://example.org/a%20b%3B%20%3Bc?q=a b; ;c"), pair("__secret", "s"),
                        pair("image", "1"),
                    ], rows: [0])
            ])
    }

    @Test("rows that agree in their primary keys share an annotation, which gathers what they say")
    func primaryKeys() throws {
        let rules = """
            defaults:
              include: no
            columns:
              - group:
                  namespace: genes
                  columns:
                  - name: gene
                    include: yes
                  - name: note
                    include: yes
                    omitempty: yes
            advanced:
              ignore_missing_primary_key: yes
              primary_group_keys:
              - namespace: genes
                keys:
                - gene
            """
        let table = "gene,note\nA,x\nB,\nA,y\n,z\nA,x\n"
        let all = try annotations(rules, table)
        #expect(all.map(\.rows) == [[0, 2, 4], [1]])
        #expect(all[0].pairs.map(\.value) == ["A", "x", "y"])
        #expect(throws: RowAnnotations.MissingKey.self) {
            try annotations(
                rules.replacing("ignore_missing_primary_key: yes", with: "ignore_missing_primary_key: no"), table)
        }
    }

    @Test("columns with a position stand there, and others fill the gaps")
    func positions() throws {
        let rules = "columns:\n  - name: c\n    position: 2\n  - name: a\n"
        #expect(try annotations(rules, "a,b,c\n1,2,3\n")[0].pairs.map(\.key) == ["a", "c", "b"])
        #expect(throws: YAMLFault.self) { try annotations(rules.replacing("2", with: "9"), "a,b,c\n1,2,3\n") }
    }

    @Test("a word of a target is read in every form, and nothing else is")
    func targets() throws {
        typealias Word = Target.Word
        #expect(try Target.words("Dataset:5") == [Word(kind: .dataset, name: .id(5))])
        #expect(try Target.words("dataset:name:a:b/c") == [Word(kind: .dataset, name: .name("a:b/c", .single))])
        #expect(try Target.words("Screen:@name:S") == [Word(kind: .screen, name: .name("S", .new))])
        #expect(
            try Target.words("Project:+name:P/Dataset:%name:D") == [
                Word(kind: .project, name: .name("P", .newest)), Word(kind: .dataset, name: .name("D", .unique)),
            ])
        for wrong in ["", "x", "Dataset:0", "Dataset:-1", "Project:5", "Plate:5", "Dataset:name", "Dataset: name:x"] {
            #expect(throws: Failure.self, "`\(wrong)`") { try Target.words(wrong) }
        }
    }

    @Test(
        "dates are told from other texts as XML Schema does",
        arguments: [
            ("2024-03-11T09:42:17", true), ("2024-03-11T09:42:17.5Z", true), ("-231400000-01-01T00:00:00", true),
            ("-0005-01-01T00:00:00+02:00", true), ("2024-03-11", false), ("2024-13-11T09:42:17", false),
            ("24-03-11T09:42:17", false), ("2024-03-11 09:42:17", false), ("", false),
        ])
    func dates(text: String, isDate: Bool) {
        #expect(DateTime.isValid(text) == isDate)
    }
}
