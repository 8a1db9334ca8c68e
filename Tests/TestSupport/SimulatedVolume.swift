internal import Store

/// What a `SimulatedDisk` holds, and when it fails.
struct SimulatedVolume: Sendable {
    var capacity = Int.max
    private var dice: SeededGenerator
    /// By the numbers that names stand for.
    private var files: [SimulatedContent] = []
    private var names = SimulatedNames()
    private var fault: (fault: SimulatedDisk.Fault, calls: Int)?
    private var isDead = false

    init(seed: UInt64) { dice = SeededGenerator(seed: seed) }

    mutating func place(_ bytes: [UInt8], as name: String) {
        files.append(SimulatedContent(bytes))
        names.place(name, files.count - 1)
    }

    var usedSize: Int { names.visible.values.reduce(0) { $0 + files[$1].visible.count } }
    var visibleContents: [String: [UInt8]] { names.visible.mapValues { files[$0].visible } }
    var hasPendingFault: Bool { fault != nil }

    mutating func schedule(_ fault: SimulatedDisk.Fault, in calls: Int) { self.fault = (fault, calls) }

    /// The failure of this call, if it is the one that was asked for.
    private mutating func failure(_ name: String, _ call: String) -> StorageError? {
        let broken = StorageError(file: name, reason: "\(call): input/output error", isSpaceShortage: false)
        if isDead { return broken }
        guard let (fault, calls) = fault else { return nil }
        self.fault = calls > 1 ? (fault, calls - 1) : nil
        guard calls == 1 else { return nil }
        if case .death = fault { isDead = true }
        if case .space = fault { return shortage(name, call) }
        return broken
    }

    private func shortage(_ name: String, _ call: String) -> StorageError {
        StorageError(file: name, reason: "\(call): no space left on device", isSpaceShortage: true)
    }

    private mutating func check(_ name: String, _ call: String) throws(StorageError) {
        if let error = failure(name, call) { throw error }
    }
}

// MARK: - Names

extension SimulatedVolume {
    mutating func listNames() throws(StorageError) -> [String] {
        try check(".", "readdir")
        return names.visible.keys.sorted()
    }

    mutating func holds(_ name: String) throws(StorageError) -> Bool {
        try check(name, "stat")
        return names.visible[name] != nil
    }

    mutating func open(_ name: String) throws(StorageError) -> Int {
        try check(name, "open")
        return try number(of: name)
    }

    mutating func create(_ name: String) throws(StorageError) -> Int {
        try check(name, "create")
        guard names.visible[name] == nil else {
            throw StorageError(file: name, reason: "create: file exists", isSpaceShortage: false)
        }
        files.append(SimulatedContent([]))
        names.bind(name, to: files.count - 1)
        return files.count - 1
    }

    mutating func rename(_ name: String, to newName: String) throws(StorageError) {
        try check(name, "rename")
        names.rename(name, to: newName, try number(of: name))
    }

    mutating func remove(_ name: String) throws(StorageError) {
        try check(name, "remove")
        _ = try number(of: name)
        names.unbind(name)
    }

    /// A failed sync leaves the changes where they were: the next one brings them to disk.
    mutating func syncNames() throws(StorageError) {
        try check(".", "sync")
        names.settle()
    }

    private func number(of name: String) throws(StorageError) -> Int {
        guard let number = names.visible[name] else {
            throw StorageError(file: name, reason: "no such file", isSpaceShortage: false)
        }
        return number
    }
}

// MARK: - Bytes

extension SimulatedVolume {
    mutating func size(of number: Int, _ name: String) throws(StorageError) -> Int {
        try check(name, "size")
        return files[number].visible.count
    }

    mutating func read(_ number: Int, _ name: String, _ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        try check(name, "read")
        let bytes = files[number].visible
        let start = min(offset, bytes.count)
        return Array(bytes[start..<min(start + count, bytes.count)])
    }

    /// A write that fails has written a part.
    mutating func write(
        _ bytes: [UInt8], _ number: Int, _ name: String, at offset: Int
    ) throws(StorageError) {
        let growth = max(0, offset + bytes.count - files[number].visible.count)
        let wasDead = isDead
        guard let error = failure(name, "write") ?? (growth > space ? shortage(name, "write") : nil) else {
            return files[number].write(bytes, at: offset)
        }
        if wasDead { throw error }
        let room = max(0, bytes.count - max(0, growth - space))
        files[number].write(Array(bytes[..<dice.below(room + 1)]), at: offset)
        throw error
    }

    mutating func extend(_ number: Int, _ name: String, to size: Int) throws(StorageError) {
        let before = files[number].visible.count
        guard size > before else { return try check(name, "extend") }
        let growth = size - before
        let wasDead = isDead
        guard let error = failure(name, "extend") ?? (growth > space ? shortage(name, "extend") : nil) else {
            return files[number].resize(to: before + growth)
        }
        if wasDead { throw error }
        files[number].resize(to: before + dice.below(min(growth, space) + 1))
        throw error
    }

    mutating func truncate(_ number: Int, _ name: String, to size: Int) throws(StorageError) {
        try check(name, "truncate")
        files[number].resize(to: size)
    }

    /// A failed sync leaves some of the changes on disk; the system takes all of them for written.
    mutating func sync(_ number: Int, _ name: String) throws(StorageError) {
        if let error = failure(name, "sync") {
            if !isDead { files[number].settleTorn(with: &dice) }
            throw error
        }
        files[number].settle()
    }

    private var space: Int { max(0, capacity - usedSize) }
}

// MARK: - Crashes

extension SimulatedVolume {
    func afterPowerLoss(leaving remains: SimulatedDisk.Remains) -> SimulatedVolume {
        var rest = afterKill()
        if case .some = remains {
            for index in rest.files.indices { rest.files[index].settleTorn(with: &rest.dice) }
            rest.names.settleTorn(with: &rest.dice)
        }
        for index in rest.files.indices { rest.files[index].showDisk() }
        rest.names.showDisk()
        return rest
    }

    func afterKill() -> SimulatedVolume {
        var rest = self
        rest.fault = nil
        rest.isDead = false
        return rest
    }
}
