import Glibc
import Linux
import Testing

@Suite("Directories")
struct DirectoryTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("modes are exact whatever the umask", arguments: [0o000, 0o077, 0o777] as [UInt32])
    func modes(mask: UInt32) async {
        // The umask belongs to the whole process, so each case has one of its own.
        await #expect(processExitsWith: .success) { [mask] in
            let scratch = try Scratch()
            umask(mask)
            let directory = try Directory(creating: "\(scratch.path)/state")
            _ = try directory.createFile("journal")
            let inner = try directory.createDirectory("inner")
            let listener = try ListeningSocket(binding: "\(scratch.path)/socket", mode: 0o660)
            let modes = [
                try directory.attributes().mode, try directory.attributes(of: "journal")?.mode,
                try inner.attributes().mode, try FileAttributes(at: "\(scratch.path)/socket").mode,
            ]
            _ = listener.descriptor.number
            try directory.remove("journal")
            try directory.removeDirectory("inner")
            precondition(modes == [0o700, 0o600, 0o700, 0o660])
        }
    }

    @Test("a file that exists is not created again")
    func exclusive() throws {
        let directory = try scratch.directory()
        _ = try directory.createFile("a")
        let error = try #require(throws: SystemError.self) { _ = try directory.createFile("a") }
        #expect(error.isCollision)
    }

    @Test("a symbolic link is not followed")
    func links() throws {
        let directory = try scratch.directory()
        _ = unsafe symlink("/etc/passwd", "\(scratch.path)/link")
        let error = try #require(throws: SystemError.self) { _ = try directory.openFile("link", for: .reading) }
        #expect(error.code == ELOOP)
        #expect(try directory.attributes(of: "link")?.kind == .link)
    }

    @Test("a directory names what is in it, in order, every time it is asked")
    func names() throws {
        let directory = try scratch.directory()
        for name in ["c", "a", "b"] { _ = try directory.createFile(name) }
        #expect(try directory.names() == ["a", "b", "c"])
        #expect(try directory.names() == ["a", "b", "c"])
    }

    @Test("renaming replaces, unless the new name must be unused")
    func renaming() throws {
        let directory = try scratch.directory()
        for name in ["a", "b"] { try directory.createFile(name).write(Array(name.utf8), at: 0) }
        let error = try #require(throws: SystemError.self) { try directory.rename("a", toUnused: "b") }
        #expect(error.isCollision)
        try directory.rename("a", to: "b")
        try directory.sync()
        #expect(try directory.names() == ["b"])
        #expect(try directory.openFile("b", for: .reading).readAll() == Array("a".utf8))
    }

    @Test("a file that was removed has no attributes")
    func removal() throws {
        let directory = try scratch.directory()
        _ = try directory.createFile("a")
        #expect(try directory.attributes(of: "a")?.kind == .regular)
        try directory.remove("a")
        #expect(try directory.attributes(of: "a") == nil)
    }

    @Test("a directory that others can enter is not private")
    func privacy() throws {
        let directory = try scratch.directory()
        #expect(try directory.attributes().isPrivate)
        _ = unsafe chmod(scratch.path, 0o750)
        #expect(try !directory.attributes().isPrivate)
    }

    @Test("a lock is held by one, who is named, until it is let go")
    func locking() throws {
        let directory = try scratch.directory()
        do {
            let lock = try directory.lock("lock")
            let error = try #require(throws: LockError.self) { _ = try directory.lock("lock") }
            #expect(error == .held(by: getpid()))
            #expect("\(error)" == "in use by process \(getpid())")
            _ = consume lock
        }
        _ = try directory.lock("lock")
    }

    @Test("a name that leads elsewhere ends the process")
    func hostileName() async {
        await #expect(processExitsWith: .failure) {
            _ = try Directory(opening: "/tmp").openFile("../etc/passwd", for: .reading)
        }
    }
}
