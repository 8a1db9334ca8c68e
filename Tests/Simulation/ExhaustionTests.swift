import Service
import Store
import TestSupport
import Testing

/// One fixed life of the whole daemon, with each call of its disk failing once.
@Suite("Each disk call of the daemon that fails")
struct ExhaustionTests {
    @Test(
        "whichever it is, from the first of the start to the last of the stop, nothing acknowledged is lost",
        arguments: [SimulatedDisk.Fault.space, .hardware, .death], [UInt64](1...3))
    func eachCall(fault: SimulatedDisk.Fault, seed: UInt64) throws {
        var call = 1
        var isDone = false
        while !isDone {
            do {
                var simulation = Simulation(seed: seed, says: false)
                isDone = try simulation.liveQuietly(failing: call, as: fault)
            } catch {
                Issue.record("\(error): call \(call) of seed \(seed)")
            }
            call += 1
        }
        #expect(call > 100)
    }
}
