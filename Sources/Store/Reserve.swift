internal import Permissions

/// A file that only takes room: it is made smaller when the disk is full, so that what frees space, and a clean stop, get
/// through (`JOURNAL.md`, When the disk is full).
struct Reserve<Disk: Storage> {
    private let file: Disk.File
    private let sizeMax: Int
    private(set) var size: Int

    /// Finds or makes the file, and does not fill it.
    init(on disk: Disk, sizeMax: Int) throws(StorageError) {
        let exists = try disk.names().contains(FileName.reserve)
        file = exists ? try disk.open(FileName.reserve) : try disk.create(FileName.reserve)
        size = try file.size
        self.sizeMax = sizeMax
        isInUse = size > 0 && size < sizeMax
    }

    var isFull: Bool { size >= sizeMax }

    /// Whether something went through by it, and it is not filled again. One that never was filled keeps nothing for anyone.
    private(set) var isInUse: Bool

    /// Takes all of its room again, or leaves what it had.
    mutating func refill() throws(StorageError) {
        guard !isFull else { return }
        do throws(StorageError) {
            try file.extend(to: sizeMax)
            size = sizeMax
            isInUse = false
        } catch {
            try file.truncate(to: size)
            throw error
        }
    }

    /// Gives up room for so many bytes, and a little more for what the file system keeps about them. Answers whether there
    /// was any.
    mutating func release(_ count: Int) throws(StorageError) -> Bool {
        guard size > 0 else { return false }
        isInUse = true
        size = max(0, size - count - sizeMax / 16)
        try file.truncate(to: size)
        return true
    }
}

extension Mutation {
    /// Whether it may use the reserve: it takes something away, or says what a change of a level takes away.
    var relieves: Bool {
        switch self {
        case .removeObject, .removeUser, .removeGroup, .endSession, .updateGroup: true
        case .setParent(_, let parent): parent == nil
        case .setMembership(_, _, let membership): membership == nil
        case .createObject, .updateObject, .setGroup, .setOwner, .createUser, .updateUser, .createGroup, .openSession:
            false
        }
    }
}
