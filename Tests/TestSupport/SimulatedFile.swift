public import Store

/// An open file of a `SimulatedDisk`.
public final class SimulatedFile: StorageFile {
    private let disk: SimulatedDisk
    private let number: Int
    private let name: String

    init(_ disk: SimulatedDisk, _ number: Int, _ name: String) {
        self.disk = disk
        self.number = number
        self.name = name
    }

    public var size: Int {
        get throws(StorageError) {
            try disk.step { (volume) throws(StorageError) in try volume.size(of: number, name) }
        }
    }

    public func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        try disk.step { (volume) throws(StorageError) in try volume.read(number, name, count, at: offset) }
    }

    public func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
        try disk.step { (volume) throws(StorageError) in try volume.write(bytes, number, name, at: offset) }
    }

    public func extend(to size: Int) throws(StorageError) {
        try disk.step { (volume) throws(StorageError) in try volume.extend(number, name, to: size) }
    }

    public func truncate(to size: Int) throws(StorageError) {
        try disk.step { (volume) throws(StorageError) in try volume.truncate(number, name, to: size) }
    }

    public func sync() throws(StorageError) {
        try disk.step { (volume) throws(StorageError) in try volume.sync(number, name) }
    }
}
