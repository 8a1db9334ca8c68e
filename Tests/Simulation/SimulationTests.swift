import TestSupport
import Testing

/// `COHORT_SIMULATION=20000 swift test --filter SimulationTests` runs so many seeds, 0 without end;
/// `COHORT_SEED=7 swift test --filter SimulationTests` runs one of them again, and says what happens.
@Suite("Simulation of the daemon")
struct SimulationTests {
    @Test(
        "whatever happens, a start finds a prefix of what was done, with all that was acknowledged",
        arguments: Seeds.ranges(usually: 300))
    func lives(seeds: Range<UInt64>) {
        for seed in seeds {
            do {
                var simulation = Simulation(seed: seed, says: Seeds.isOne)
                try simulation.run()
            } catch {
                Issue.record("\(error): run again with COHORT_SEED=\(seed)")
            }
        }
    }
}
