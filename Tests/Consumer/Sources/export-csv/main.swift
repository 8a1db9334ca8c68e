// Writes what one may see of some kinds, as a table for a spreadsheet:
//
//     cohort run -g LAB --read-only -- export-csv Dataset Image TagAnnotation > lab.csv

import CohortClient
import Glibc
import Listing
import Protobuf
import Wire

/// The cell as a table holds it.
func cell(_ text: String) -> String {
    let isPlain = !text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    if isPlain { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

func write(_ kinds: [V1.Kind], over lab: Client) throws(CallError) {
    var logins: [UInt32: String] = [:]
    var groups: [UInt32: String] = [:]
    print("id,kind,name,owner,group")
    for kind in kinds {
        for object in try lab.all(.with { $0.kind = kind }) {
            if logins[object.owner] == nil {
                let user = try lab.call(V1.Accounts.getUser, .with { $0.by = .id(object.owner) }) as V1.GetUserReply
                logins[object.owner] = user.user?.login
            }
            if groups[object.group] == nil {
                let group = try lab.call(V1.Accounts.getGroup, .with { $0.by = .id(object.group) }) as V1.GetGroupReply
                groups[object.group] = group.group?.name
            }
            let (login, group) = (logins[object.owner] ?? "", groups[object.group] ?? "")
            print("\(object.id),\(kind.word),\(cell(object.name)),\(cell(login)),\(cell(group))")
        }
    }
}

let words = CommandLine.arguments.dropFirst()
let kinds = words.compactMap { V1.Kind(word: $0) }
guard !words.isEmpty, kinds.count == words.count else {
    print("usage: export-csv KIND...")
    exit(64)
}
do throws(CallError) {
    try write(kinds, over: try Client.connect())
} catch {
    print("export-csv: \(error.sentence)")
    exit(1)
}
