internal import Permissions
internal import Store

/// A seeded history: steps by chance, each judged by the law and by the model, and all that must hold after each.
public struct History: Sendable {
    public let seed: UInt64
    private let lab: HistoryWorld
    public private(set) var world: World
    private var random: SeededGenerator
    public private(set) var steps: [HistoryStep] = []
    /// How many steps of each sort changed something.
    public private(set) var done: [String: Int] = [:]
    private var state = State()

    public init(seed: UInt64) {
        self.seed = seed
        lab = HistoryWorld(seed: seed)
        world = lab.world
        random = SeededGenerator(seed: seed)
        state.apply(lab.founding, revision: 1)
    }

    /// One more step. Answers what is wrong with it; `nil` if nothing is.
    public mutating func step() -> String? {
        var choice = HistoryChoice(lab: lab, world: world, random: random)
        var step = choice.step()
        random = choice.random
        let first = world.nextObjectID
        let fault = perform(step)
        step.made = (first.rawValue..<world.nextObjectID.rawValue).map { ObjectID($0) }
        steps.append(step)
        return fault
    }

    /// Plays a step on the world as it is.
    private mutating func perform(_ step: HistoryStep) -> String? {
        // Rights are of now: what a session was given may be gone.
        let caller = step.who.caller
        let trial = HistoryTrial(world, caller)
        let verdict = trial.verdict(of: step.act)
        if let difference = trial.difference(step.act, verdict) { return difference }
        guard case .plan(let plan) = verdict else { return nil }
        let before = world
        world.apply(plan)
        nameNew(from: before)
        if !plan.mutations.isEmpty {
            done[step.act.sort, default: 0] += 1
            state.apply(plan.mutations + naming(from: before), revision: state.revision + 1)
        }
        return Invariants.fault(from: before, by: plan, to: world) ?? Invariants.fault(in: world) ?? sightFault()
    }

    /// Names what is new, so that copies can be told apart.
    private mutating func nameNew(from before: World) {
        for mutation in naming(from: before) { world.apply(mutation) }
    }

    private func naming(from before: World) -> [Mutation] {
        (before.nextObjectID.rawValue..<world.nextObjectID.rawValue).compactMap { number in
            let id = ObjectID(number)
            guard let object = world.object(id), !object.kind.naiveIsLink else { return nil }
            return .updateObject(id, name: "object \(number)", attributes: object.attributes)
        }
    }

    // MARK: - Sight

    /// Where law and model differ in what somebody sees.
    private func sightFault() -> String? {
        let law = NaiveLaw(world)
        for user in lab.users where world.user(user)?.isActive == true {
            let caller = world.caller(user, in: nil)
            for id in world.objects.keys {
                let sees = Visibility.isVisible(id, to: caller, in: world)
                if sees != law.sees(caller, id) { return "user \(user.rawValue) sees object \(id.rawValue): \(sees)" }
            }
        }
        return nil
    }

    /// Where they differ in what anybody may do with anything, and where the store has come to another state.
    public func finalFault() -> String? {
        let law = NaiveLaw(world)
        for user in lab.users where world.user(user)?.isActive == true {
            let caller = world.caller(user, in: nil)
            for id in world.objects.keys {
                let allowed = Decision.allowed(on: id, by: caller, in: world)
                for action in Action.allCases where allowed.contains(action) != law.allows(caller, action, id) {
                    return "user \(user.rawValue) may \(action) object \(id.rawValue): \(allowed.contains(action))"
                }
            }
        }
        let stored = Dictionary(uniqueKeysWithValues: state.allObjects.map { ($0.0, $0.1) })
        return stored == world.objects ? nil : "the store has come to another state"
    }
}

// MARK: - Shrinking

extension History {
    /// The steps that are needed for the last one to go wrong, in words; ids are those of the first time.
    public func shrunk() -> [String] {
        var needed = steps
        var index = needed.count - 2
        while index >= 0 {
            var fewer = needed
            fewer.remove(at: index)
            if Self.fault(of: fewer, seed: seed) != nil { needed = fewer }
            index -= 1
        }
        return needed.map(\.description)
    }

    /// What goes wrong when these steps are played on the lab of a seed. What a step means that is not made any more is
    /// nothing.
    private static func fault(of steps: [HistoryStep], seed: UInt64) -> String? {
        var history = History(seed: seed)
        let initial = history.world.nextObjectID
        var names: [ObjectID: ObjectID] = [:]
        for (index, step) in steps.enumerated() {
            let first = history.world.nextObjectID.rawValue
            let act = step.act.mapped { id in id < initial ? id : names[id] ?? ObjectID(999_999) }
            let fault = history.perform(HistoryStep(who: step.who, act: act))
            if let fault { return index == steps.count - 1 ? fault : nil }
            let made = (first..<history.world.nextObjectID.rawValue).map { ObjectID($0) }
            for (old, new) in zip(step.made, made) { names[old] = new }
        }
        return history.finalFault()
    }
}

extension HistoryAct {
    /// What sort of act it is, for counting.
    fileprivate var sort: String { String("\(self)".prefix { $0.isLetter }) }
}
