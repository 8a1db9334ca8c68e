internal import Linux
internal import Scenarios

/// `cohortd verify FILE...`: plays scenarios on a scratch world, so that a lab can hold its policy in files.
enum Verify {
    /// Bytes of a file that are read at most: policy is written by people.
    private static let fileSizeMax = 16 << 20
    /// The exit status where something came otherwise, and where a file cannot be played.
    private static let failed: Int32 = 1
    private static let unplayable: Int32 = 2

    static let usage = """
        usage: cohortd verify FILE...

        Plays the scenarios of the files on a scratch world in memory, by the rules alone and by the whole service, and
        prints what came otherwise than they say. No daemon is asked, and nothing is written. Protocol/SCENARIOS.md says
        what a scenario looks like. Exit status: 0 all as said, 1 something came otherwise, 2 a file cannot be played.

        """

    /// Plays the files, and answers the exit status.
    static func run(_ paths: [String]) -> Int32 {
        guard !paths.isEmpty, !paths.contains("--help") else {
            return say(usage, to: paths.isEmpty ? .error : .output, exit: paths.isEmpty ? ExitStatus.usage : 0)
        }
        var (played, count) = (0, 0)
        var text = ""
        for path in paths {
            do throws(ScenarioError) {
                for scenario in try read(path) {
                    played += 1
                    let mismatches = try Verification.playInMemory(scenario)
                    count += mismatches.isEmpty ? 0 : 1
                    for mismatch in mismatches { text += "\(mismatch)\n" }
                }
            } catch {
                return say(text + "\(error)\n", to: .error, exit: unplayable)
            }
        }
        let said = played == 1 ? "1 scenario" : "\(played) scenarios"
        text += "\(said), \(count) came otherwise than \(played == 1 ? "it says" : "they say")\n"
        return say(text, to: .output, exit: count == 0 ? 0 : failed)
    }

    private static func read(_ path: String) throws(ScenarioError) -> [Scenario] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.readWhole(path, sizeMax: fileSizeMax)
        } catch {
            throw ScenarioError(place: Place(file: path, line: 0), sentence: "\(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ScenarioError(place: Place(file: path, line: 1), sentence: "the file is not UTF-8")
        }
        return try ScenarioFile.read(text, named: path)
    }
}
