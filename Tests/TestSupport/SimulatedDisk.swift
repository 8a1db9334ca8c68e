public import Store
internal import Synchronization

/// A directory in memory that does what disks do at their worst: it forgets what was not synced, tears writes, fills up
/// and fails. The same calls and the same seed always end in the same bytes.
public final class SimulatedDisk: Storage {
    private let volume: Mutex<SimulatedVolume>

    /// An empty directory. The seed decides what a crash leaves and how far a failing write comes.
    public convenience init(seed: UInt64) { self.init(SimulatedVolume(seed: seed)) }

    /// A directory in which these files lie, synced.
    public convenience init(_ files: [String: [UInt8]]) {
        var volume = SimulatedVolume(seed: 0)
        for (name, bytes) in files { volume.place(bytes, as: name) }
        self.init(volume)
    }

    private init(_ volume: SimulatedVolume) { self.volume = Mutex(volume) }

    public func names() throws(StorageError) -> [String] {
        try step { (volume) throws(StorageError) in try volume.listNames() }
    }

    public func holds(_ name: String) throws(StorageError) -> Bool {
        try step { (volume) throws(StorageError) in try volume.holds(name) }
    }

    public func open(_ name: String) throws(StorageError) -> SimulatedFile {
        let number = try step { (volume) throws(StorageError) in try volume.open(name) }
        return SimulatedFile(self, number, name)
    }

    public func openForReading(_ name: String) throws(StorageError) -> SimulatedFile { try open(name) }

    public func create(_ name: String) throws(StorageError) -> SimulatedFile {
        let number = try step { (volume) throws(StorageError) in try volume.create(name) }
        return SimulatedFile(self, number, name)
    }

    public func rename(_ name: String, to newName: String) throws(StorageError) {
        try step { (volume) throws(StorageError) in try volume.rename(name, to: newName) }
    }

    public func remove(_ name: String) throws(StorageError) {
        try step { (volume) throws(StorageError) in try volume.remove(name) }
    }

    public func sync() throws(StorageError) {
        try step { (volume) throws(StorageError) in try volume.syncNames() }
    }

    func step<Result: Sendable>(
        _ body: (inout SimulatedVolume) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try volume.withLock { (volume) throws(StorageError) in try body(&volume) }
    }
}

// MARK: - What a test does to it

extension SimulatedDisk {
    /// How a call fails.
    public enum Fault: Sendable {
        /// No space is left on the device.
        case space
        /// The device does not do it.
        case hardware
        /// The machine stops in the middle of the call, and no call after it does anything.
        case death
    }

    /// What a power loss leaves of what was written and not synced.
    public enum Remains: Sendable {
        case nothing
        /// Some of it: whole writes, their beginnings, single sectors, names.
        case some
    }

    /// Lets one call fail: the next one is number 1.
    public func fail(call number: Int, as fault: Fault) {
        volume.withLock { $0.schedule(fault, in: number) }
    }

    /// Whether a failure that was asked for has not come yet.
    public var hasPendingFault: Bool { volume.withLock { $0.hasPendingFault } }

    /// How many bytes all files together may hold.
    public func limit(to capacity: Int) { volume.withLock { $0.capacity = capacity } }

    /// Bytes that all files together hold.
    public var usedSize: Int { volume.withLock { $0.usedSize } }

    /// What programs see, by name.
    public var contents: [String: [UInt8]] { volume.withLock { $0.visibleContents } }

    /// The disk after a power loss; this one stays what it is.
    public func afterPowerLoss(leaving remains: Remains) -> SimulatedDisk {
        SimulatedDisk(volume.withLock { $0.afterPowerLoss(leaving: remains) })
    }

    /// The disk after its program was killed: all that was written is there to see, and still not synced.
    public func afterKill() -> SimulatedDisk { SimulatedDisk(volume.withLock { $0.afterKill() }) }
}

extension JournalSizes {
    /// A snapshot lets go of everything that it holds.
    public static let keepingNothing = JournalSizes(growth: 256, reserve: 512, kept: Retention(size: 0, age: 0))

    /// A test spends no time on zeros.
    public static let small = JournalSizes(
        growth: 256, reserve: 512, kept: Retention(size: 4_000, age: 24 * 3_600 * 1_000_000_000))
}
