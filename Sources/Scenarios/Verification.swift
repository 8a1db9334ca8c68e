internal import Permissions

/// Plays scenarios, and says what came otherwise.
public enum Verification {
    /// Plays a scenario at each of its levels.
    ///
    /// - Parameter makeStage: a stage for each time it is played; the number tells these times apart.
    public static func play<Theatre: Stage>(
        _ scenario: Scenario, on makeStage: (Int) throws(ScenarioError) -> Theatre
    ) throws(ScenarioError) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        let levels: [Level?] = scenario.levels.isEmpty ? [nil] : scenario.levels
        for (number, level) in levels.enumerated() {
            var player = try Player(scenario, at: level, on: try makeStage(number))
            mismatches += try player.play()
        }
        return mismatches
    }

    /// Plays a scenario on a scratch world: by the rules alone, and by the whole service in memory.
    public static func playInMemory(_ scenario: Scenario) throws(ScenarioError) -> [Mismatch] {
        let rules = try play(scenario) { (_) throws(ScenarioError) in RulesStage() }
        if !rules.isEmpty { return rules }
        return try play(scenario) { (_) throws(ScenarioError) in
            CallStage(MemoryTransport(), rootUID: MemoryTransport.rootUID, firstUID: 1_000)
        }
    }
}
