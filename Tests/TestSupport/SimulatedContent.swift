/// The bytes of one simulated file: as programs see them, as they are on disk, and the changes between the two.
struct SimulatedContent: Sendable {
    private enum Change: Sendable {
        case write([UInt8], at: Int)
        case resize(Int)
    }

    private static let sectorSize = 512

    private(set) var visible: [UInt8]
    private var onDisk: [UInt8]
    private var unsynced: [Change] = []

    /// Bytes that are on disk.
    init(_ bytes: [UInt8]) {
        visible = bytes
        onDisk = bytes
    }

    mutating func write(_ bytes: [UInt8], at offset: Int) { change(.write(bytes, at: offset)) }

    mutating func resize(to size: Int) { change(.resize(size)) }

    /// Brings all changes to disk.
    mutating func settle() {
        for change in unsynced { Self.apply(change, to: &onDisk) }
        unsynced = []
    }

    /// Brings some of the changes to disk, and forgets the others. What is seen does not change.
    mutating func settleTorn(with dice: inout SeededGenerator) {
        for change in unsynced {
            for part in Self.parts(of: change, with: &dice) { Self.apply(part, to: &onDisk) }
        }
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

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .write(let written, let offset):
            let end = offset + written.count
            if end > bytes.count { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
            bytes.replaceSubrange(offset..<end, with: written)
        case .resize(let size):
            if size <= bytes.count {
                bytes.removeLast(bytes.count - size)
            } else {
                bytes += [UInt8](repeating: 0, count: size - bytes.count)
            }
        }
    }

    /// What a crash lets through of a change: all, nothing, the beginning, or any of its sectors.
    private static func parts(of change: Change, with dice: inout SeededGenerator) -> [Change] {
        guard case .write(let bytes, let offset) = change else { return dice.happens(onceIn: 2) ? [change] : [] }
        switch dice.below(4) {
        case 0: return []
        case 1: return [change]
        case 2: return [.write(Array(bytes[..<dice.below(bytes.count + 1)]), at: offset)]
        default: return sectors(of: bytes, at: offset).filter { _ in dice.happens(onceIn: 2) }
        }
    }

    private static func sectors(of bytes: [UInt8], at offset: Int) -> [Change] {
        var sectors: [Change] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, ((offset + start) / sectorSize + 1) * sectorSize - offset)
            sectors.append(.write(Array(bytes[start..<end]), at: offset + start))
            start = end
        }
        return sectors
    }
}
