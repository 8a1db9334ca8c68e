// Plays random histories, each step judged by the law and by the model of its text.
//
//     swift run -c release play-histories [STEPS] [SEED]
//
// It prints where it is and, if something goes wrong, the seed and the few steps that it takes.

import Glibc
import TestSupport

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let steps = arguments.first ?? 1_000_000
let first = arguments.dropFirst().first ?? 1
/// Steps before a history begins anew with another lab: worlds stay small, and what goes wrong stays short.
let length = 100

func end(_ history: History, _ fault: HistoryFault) -> Never {
    let (steps, shrunk) = history.shrunk(fault)
    print("seed \(history.seed): \(shrunk.details)")
    for line in steps { print("  \(line)") }
    exit(1)
}

var seed = first
var played: UInt64 = 0
var done: [String: Int] = [:]
while played < steps {
    // In some of them the store is asked as well.
    var history = History(seed: seed, stores: seed % 5 == 0)
    for _ in 0..<length {
        if let fault = history.step() { end(history, fault) }
    }
    done.merge(history.done, uniquingKeysWith: +)
    played += UInt64(length)
    seed += 1
    if played % 100_000 == 0 { print("\(played) steps, seeds \(first)...\(seed - 1)") }
}
print(
    "\(played) steps agree, seeds \(first)...\(seed - 1); done: \(done.sorted { $0.key < $1.key }.map { "\($0) \($1)" })"
)
