// Measures the riskiest assumption of the house: that one state, copied four times over, costs microseconds a batch.
//
//     swift run -c release benchmark-state [OBJECTS ...]
//
// For each size it builds a world, then runs 10,000 batches of 1 and of 64 changes while the four copies turn over:
// `applied`, `submitted` and `durable` with every batch, `frozen` held all along as a snapshot holds it.

import BenchmarkSupport
import Glibc
import Permissions
import Store

/// Bytes of memory that this process holds.
func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { fatalError("/proc is not mounted") }
    defer { unsafe fclose(file) }
    var line = [UInt8](repeating: 0, count: 128)
    let count = unsafe fread(&line, 1, line.count, file)
    let words = String(decoding: line[..<count], as: UTF8.self).split(separator: " ")
    return Int(words[1])! * 4096
}

/// The two clocks: the wall's counts what other programs take away, the thread's does not.
struct Moment {
    let wall = nanoseconds()
    let thread = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
}

func measureBatches(of size: Int, in world: inout World) {
    var durable = world.state
    var submitted = world.state
    let frozen = world.state
    var walls: [UInt64] = []
    var threads: [UInt64] = []
    for _ in 0..<10_000 {
        // The dice are thrown before the clock starts; what is timed is what the daemon adds to a batch.
        var (wall, thread): (UInt64, UInt64) = (0, 0)
        func time(_ work: () -> Void) {
            let start = Moment()
            work()
            let end = Moment()
            wall += end.wall - start.wall
            thread += end.thread - start.thread
        }
        for _ in 0..<size {
            let change = world.change()
            time { world.state.apply([change], revision: world.state.revision + 1) }
        }
        time {
            durable = submitted
            submitted = world.state
        }
        walls.append(wall)
        threads.append(thread)
    }
    walls.sort()
    threads.sort()
    let micro = { (times: [UInt64], share: Double) in Double(times[Int(Double(times.count - 1) * share)]) / 1000 }
    print(
        "  batches of \(size): p50 \(micro(walls, 0.5)) us, p99 \(micro(walls, 0.99)) us, worst \(micro(walls, 1)) us;"
            + " of processor: p50 \(micro(threads, 0.5)) us, p99 \(micro(threads, 0.99)) us, worst \(micro(threads, 1)) us"
    )
    precondition(frozen.revision < durable.revision, "the frozen copy is older than the durable one")
}

let sizes = CommandLine.arguments.dropFirst().compactMap { Int($0) }
for size in sizes.isEmpty ? [1_000_000, 10_000_000] : sizes {
    let before = residentBytes()
    var world = World()
    var nameBytes = 0
    let start = nanoseconds()
    for _ in 0..<size {
        let creation = world.creation()
        if case .createObject(_, let object) = creation { nameBytes += object.name.utf8.count }
        world.state.apply([creation], revision: world.state.revision + 1)
    }
    let seconds = Double(nanoseconds() - start) / 1e9
    let bytes = residentBytes() - before
    print("\(size) objects: built in \(seconds) s, \((bytes - nameBytes) / size) bytes an object beyond its name")
    measureBatches(of: 1, in: &world)
    measureBatches(of: 64, in: &world)
}
