import Disk
import Glibc
import Linux
import Store
import Testing

@Suite("The store's directory")
struct DiskDirectoryTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("directory and files are closed to others whatever the umask", arguments: [0o000, 0o077] as [UInt32])
    func modes(mask: UInt32) async {
        // The umask belongs to the whole process, so each case has one of its own.
        await #expect(processExitsWith: .success) { [mask] in
            let scratch = try Scratch()
            umask(mask)
            let disk = try DiskDirectory(scratch.store)
            var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .standard, makeSeed: { 1 })
            try SnapshotWriter.write(State(), chain: 0, to: disk)
            try journal.drop(through: 0, at: 0)
            let names = try disk.names()
            precondition(names == ["journal-0000000000000001", "lock", "reserve", "snapshot-0000000000000000"])
            let modes = try ([""] + names).map { try FileAttributes(at: "\(scratch.store)/\($0)").mode }
            precondition(modes == [0o700, 0o600, 0o600, 0o600, 0o600])
        }
    }

    @Test("a directory that is in use is refused, and says by whom")
    func locked() throws {
        let disk = try DiskDirectory(scratch.store)
        let error = try #require(throws: DirectoryError.self) { _ = try DiskDirectory(scratch.store) }
        #expect(error == .locked(scratch.store, .held(by: getpid())))
        #expect(try disk.names() == ["lock"])
    }

    @Test("a directory is free again when whoever used it has let go")
    func released() throws {
        do { _ = try DiskDirectory(scratch.store).names() }
        #expect(try DiskDirectory(scratch.store).names() == ["lock"])
    }

    @Test("a directory that others can enter is refused, and left as it is", arguments: [0o755, 0o710, 0o701])
    func notPrivate(mode: UInt32) throws {
        _ = try Directory(creating: scratch.store)
        _ = unsafe chmod(scratch.store, mode)
        let error = try #require(throws: DirectoryError.self) { _ = try DiskDirectory(scratch.store) }
        #expect(error == .notPrivate(scratch.store))
        #expect(try FileAttributes(at: scratch.store).mode == mode)
        #expect(try Directory(opening: scratch.store).names().isEmpty)
    }

    @Test("a path that is no directory is refused")
    func noDirectory() throws {
        _ = try Directory(opening: scratch.path).createFile("store")
        #expect(throws: DirectoryError.self) { _ = try DiskDirectory(scratch.store) }
    }

    @Test("a file keeps what is written, grows with zeros and can be cut")
    func files() throws {
        let disk = try DiskDirectory(scratch.store)
        let file = try disk.create("a")
        try file.extend(to: 10)
        try file.write([1, 2, 3], at: 2)
        try file.sync()
        #expect(try file.read(100, at: 0) == [0, 0, 1, 2, 3, 0, 0, 0, 0, 0])
        try file.truncate(to: 4)
        #expect(try file.size == 4)
        try disk.rename("a", to: "b")
        try disk.sync()
        #expect(try disk.open("b").read(4, at: 0) == [0, 0, 1, 2])
        #expect(throws: StorageError.self) { _ = try disk.open("a") }
        #expect(throws: StorageError.self) { _ = try disk.create("b") }
        try disk.remove("b")
        #expect(try disk.names() == ["lock"])
    }
}
