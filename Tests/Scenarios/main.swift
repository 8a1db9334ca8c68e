// Plays scenarios against a daemon: play-scenarios SOCKET FILE...
//
// It wants an empty daemon that root has started, and runs as root: each user of a scenario connects as a uid of its own.

import Glibc
import Linux
import Scenarios

func fail(_ sentence: String) -> Never {
    do { try StandardStreams.write("play-scenarios: \(sentence)\n", to: .error) } catch { exit(3) }
    exit(2)
}

let arguments = CommandLine.arguments.dropFirst()
guard let socket = arguments.first, arguments.count > 1 else { fail("usage: play-scenarios SOCKET FILE...") }
guard geteuid() == 0 else { fail("only root can connect as somebody else") }

var (played, failed) = (0, 0)
do {
    for path in arguments.dropFirst() {
        let text = String(decoding: try File.readWhole(path, sizeMax: 16 << 20), as: UTF8.self)
        for scenario in try ScenarioFile.read(text, named: path) {
            played += 1
            let number = played
            let mismatches = try Verification.play(scenario) { (round) throws(ScenarioError) in
                // Names and uids of their own, on a daemon that all scenarios share.
                CallStage(
                    SocketTransport(path: socket), rootUID: 0, firstUID: 100_000 + UInt32(number * 8 + round) * 64,
                    suffix: "-\(number)-\(round)")
            }
            failed += mismatches.isEmpty ? 0 : 1
            for mismatch in mismatches { print(mismatch) }
        }
    }
} catch {
    fail("\(error)")
}
print("\(played) scenarios, \(failed) came otherwise than they say")
exit(failed == 0 ? 0 : 1)
