/// The names in a simulated directory: as programs see them, as they are on disk, and the changes between the two.
struct SimulatedNames: Sendable {
    private enum Change: Sendable {
        case bind(String, Int)
        case unbind(String)
        /// Happens whole or not at all.
        case rebind(String, String, Int)
    }

    /// The number of the file that each name stands for.
    private(set) var visible: [String: Int] = [:]
    private var onDisk: [String: Int] = [:]
    private var unsynced: [Change] = []

    /// Gives a file a name that is on disk at once.
    mutating func place(_ name: String, _ number: Int) {
        visible[name] = number
        onDisk[name] = number
    }

    mutating func bind(_ name: String, to number: Int) { change(.bind(name, number)) }

    mutating func unbind(_ name: String) { change(.unbind(name)) }

    mutating func rename(_ name: String, to newName: String, _ number: Int) { change(.rebind(name, newName, number)) }

    /// Brings all changes to disk.
    mutating func settle() {
        for change in unsynced { Self.apply(change, to: &onDisk) }
        unsynced = []
    }

    /// Brings some of the changes to disk, and forgets the others. What is seen does not change.
    mutating func settleTorn(with dice: inout SeededGenerator) {
        for change in unsynced where dice.happens(onceIn: 2) { Self.apply(change, to: &onDisk) }
        unsynced = []
    }

    /// Forgets what is not on disk.
    mutating func showDisk() {
        visible = onDisk
        unsynced = []
    }

    private mutating func change(_ change: Change) {
        Self.apply(change, to: &visible)
        unsynced.append(change)
    }

    private static func apply(_ change: Change, to names: inout [String: Int]) {
        switch change {
        case .bind(let name, let number): names[name] = number
        case .unbind(let name): names[name] = nil
        case .rebind(let name, let newName, let number):
            names[name] = nil
            names[newName] = number
        }
    }
}
