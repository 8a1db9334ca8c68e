// Measures what the law costs in memory: decisions, lists and plans, without sockets and without a disk.
//
//     swift run -c release benchmark-law [OBJECTS]
//
// Each figure is the median of five runs.

import BenchmarkSupport

let objectCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
print("\(objectCount) objects of \(Lab.userCount) users in \(Lab.groupCount) groups")
var measurement = Measurement(Lab(objects: objectCount), objectCount: objectCount)
measurement.decisions()
measurement.lists()
measurement.plans()
