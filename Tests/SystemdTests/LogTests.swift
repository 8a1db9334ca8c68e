import Glibc
import Linux
import Testing

@testable import Systemd

@Suite("The log")
struct LogTests {
    private func line(_ message: String, _ fields: [Log.Field] = [], losing lost: Int = 0) -> String {
        let line = PlainLine(identifier: "cohortd", level: .warning, message: message, fields: fields)
        return String(decoding: line.bytes(afterLosing: lost), as: UTF8.self)
    }

    @Test("a plain line names the program, the level and the fields")
    func plain() {
        #expect(line("it is late") == "cohortd: warning: it is late\n")
        #expect(line("it is late", [.init("HOUR", 23)]) == "cohortd: warning: it is late (HOUR=23)\n")
        #expect(line("it is late", losing: 3) == "cohortd: warning: [3 lines lost] it is late\n")
    }

    @Test("nothing in a value starts a line or drives a terminal")
    func escaping() {
        #expect(line("a\nb\tc\u{1b}[2J\u{7f}") == "cohortd: warning: a\\nb\\tc\\u{1b}[2J\\u{7f}\n")
        #expect(line("x", [.init("NAME", "é\u{202e}\u{2028}\u{9b}")]).hasSuffix("(NAME=é\\u{202e}\\u{2028}\\u{9b})\n"))
    }

    @Test("every control character is escaped, and nothing else in ASCII is", arguments: 0...127 as ClosedRange<UInt8>)
    func everyASCII(byte: UInt8) {
        let text = String(UnicodeScalar(byte))
        #expect((escaped(text) == text) == (byte >= 0x20 && byte != 0x7F))
    }

    @Test("a line is cut at its largest size", arguments: [-1, 0, 1])
    func cutting(excess: Int) {
        let frame = "cohortd: warning: ".utf8.count + 1
        let text = String(repeating: "x", count: PlainLine.sizeMax - frame + excess)
        let line = line(text)
        #expect(line.utf8.count == min(PlainLine.sizeMax, PlainLine.sizeMax + excess))
        #expect(line.hasSuffix("...\n") == (excess > 0))
    }

    @Test("a reader who has stopped does not stop the writer, and hears how much was lost")
    func slowReader() async {
        await #expect(processExitsWith: .success) {
            var ends: [Int32] = [0, 0]
            _ = unsafe pipe(&ends)
            dup2(ends[1], 2)
            let log = Log(identifier: "cohortd", least: .info)
            for _ in 0..<20_000 { log.write(.info, "a line that takes some room in the pipe") }
            log.write(.debug, "a line that is not wanted")
            var buffer = [UInt8](repeating: 0, count: 1 << 17)
            _ = unsafe read(ends[0], &buffer, buffer.count)
            log.write(.error, "done")
            let size = unsafe read(ends[0], &buffer, buffer.count)
            let last = String(decoding: buffer.prefix(size), as: UTF8.self)
            precondition(last.hasPrefix("cohortd: error: ["))
            precondition(last.hasSuffix(" lines lost] done\n"))
        }
    }
}
