// Measures what it costs that nothing acknowledged is ever lost: the real daemon over its socket, beside Redis that syncs
// always and plain C that appends and syncs.
//
//     swift build -c release && .build/release/benchmark-durability [FOLDER [OBJECTS ...]]
//
// The folder lies on the disk to measure; by default it is the working directory. Ten million objects need some 5 GB of it.
// Each figure is the median of five runs in which the programs take turns; of a start, that of three. Debian's `redis-server`
// must be there.

import Glibc
import Linux

func measure(in folder: String, _ counts: [Int]) throws(SystemError) {
    let (ours, theirs) = ("\(folder)/cohortd", "\(folder)/redis")
    for path in [ours, theirs] { _ = try Directory(creating: path) }
    var sizes = Sizes(ours: ours, theirs: theirs)
    print("start on an empty directory, to the first answer: \(Figures.milli(try sizes.startCohortd()))")
    try measureChanges(ours, theirs, in: folder)
    for count in counts { try sizes.measure(count) }
}

func measureChanges(_ ours: String, _ theirs: String, in folder: String) throws(SystemError) {
    let cohortd = try Peer.cohortd(in: ours)
    let redis = try Peer.redis(in: theirs)
    var changes = try Changes(cohortd, redis, in: folder)
    try changes.measure(depth: 1, count: 2_000)
    try changes.measure(depth: 64, count: 10_000)
    try changes.measure(depth: 256, count: 10_000)
    try changes.measureBatches(of: 1_000, calls: 20)
    try cohortd.stop()
    try redis.stop()
}

let arguments = CommandLine.arguments.dropFirst()
let folder = "\(arguments.first ?? ".")/durability-\(getpid())"
let counts = arguments.dropFirst().compactMap { Int($0) }
do throws(SystemError) {
    _ = try Directory(creating: folder)
    try measure(in: folder, counts.isEmpty ? [1_000_000, 10_000_000] : counts)
    let remove = ["/bin/rm", "-r", folder]
    _ = try Linux.Process(Launch(executable: remove[0], arguments: remove, environment: [])).wait()
} catch {
    fatalError("the benchmark cannot go on: \(error)")
}
