// Measures the riskiest assumption of the house: that one state, copied four times over, costs microseconds a batch.
//
//     swift run -c release benchmark-state [OBJECTS ...]
//
// For each size it builds a world, then runs 10,000 batches of 1 and of 64 changes while the four copies turn over:
// `applied`, `submitted` and `durable` with every batch, `frozen` held all along as a snapshot holds it.

import Glibc
import Permissions
import Store

func nanoseconds() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Bytes of memory that this process holds.
func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { fatalError("/proc is not mounted") }
    defer { unsafe fclose(file) }
    var line = [UInt8](repeating: 0, count: 128)
    let count = unsafe fread(&line, 1, line.count, file)
    let words = String(decoding: line[..<count], as: UTF8.self).split(separator: " ")
    return Int(words[1])! * 4096
}

func measureBatches(of size: Int, in world: inout World) {
    var durable = world.state
    var submitted = world.state
    let frozen = world.state
    var times: [UInt64] = []
    for _ in 0..<10_000 {
        // The dice are thrown before the clock starts; what is timed is what the daemon adds to a batch.
        var elapsed: UInt64 = 0
        for _ in 0..<size {
            let change = world.change()
            let start = nanoseconds()
            world.state.apply([change], revision: world.state.revision + 1)
            elapsed += nanoseconds() - start
        }
        let start = nanoseconds()
        durable = submitted
        submitted = world.state
        elapsed += nanoseconds() - start
        times.append(elapsed)
    }
    times.sort()
    let micro = { (share: Double) in Double(times[Int(Double(times.count - 1) * share)]) / 1000 }
    print(
        "  batches of \(size): p50 \(micro(0.5)) us, p99 \(micro(0.99)) us, worst \(micro(1)) us"
            + " (frozen at \(frozen.revision), durable at \(durable.revision))")
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
