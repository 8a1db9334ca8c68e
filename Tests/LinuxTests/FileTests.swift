import Glibc
import Linux
import Testing

@Suite("Files")
struct FileTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("what was written at an offset is read back from there")
    func roundTrip() throws {
        let file = try scratch.directory().createFile("a")
        try file.write([1, 2, 3, 4], at: 0)
        try file.write([9], at: 2)
        #expect(try file.readAll() == [1, 2, 9, 4])
        #expect(try file.read(2, at: 1) == [2, 9])
    }

    @Test("a read past the end is short, and one beyond it empty")
    func shortRead() throws {
        let file = try scratch.directory().createFile("a")
        try file.write([1, 2, 3], at: 0)
        #expect(try file.read(10, at: 1) == [2, 3])
        #expect(try file.read(10, at: 7) == [])
        #expect(try file.read(0, at: 0) == [])
    }

    @Test("an allocated file keeps its bytes and reads as zeros after them")
    func allocation() throws {
        let file = try scratch.directory().createFile("a")
        try file.write([1, 2, 3], at: 0)
        try file.allocate(1 << 21)
        #expect(try file.size == 1 << 21)
        #expect(try file.read(4, at: 0) == [1, 2, 3, 0])
        #expect(try file.readAll().dropFirst(3).allSatisfy { $0 == 0 })
    }

    @Test("allocating less than there is changes nothing")
    func smallAllocation() throws {
        let file = try scratch.directory().createFile("a")
        try file.write([1, 2, 3], at: 0)
        try file.allocate(2)
        #expect(try file.readAll() == [1, 2, 3])
    }

    @Test("a truncated file loses its end")
    func truncation() throws {
        let file = try scratch.directory().createFile("a")
        try file.write([1, 2, 3], at: 0)
        try file.truncate(to: 1)
        try file.dataSync()
        try file.sync()
        #expect(try file.readAll() == [1])
    }

    @Test("a write to a full device says how much was written and why it stopped")
    func fullDevice() throws {
        let file = try Directory(opening: "/dev").openFile("full", for: .readingAndWriting)
        let error = try #require(throws: WriteError.self) { try file.write([1], at: 0) }
        #expect(error.written == 0)
        #expect(error.cause.isSpaceShortage)
        #expect("\(error)" == "pwrite: No space left on device (ENOSPC), after 0 bytes")
    }

    @Test("a bad descriptor ends the process")
    func badDescriptor() async {
        await #expect(processExitsWith: .failure) {
            let file = File(owning: Descriptor(owning: 987_654))
            try file.sync()
        }
    }
}
