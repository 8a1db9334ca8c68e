import Disk
import Glibc
import Linux
import Store
import Testing

@Suite("The thread of what attachments hold")
struct ContentThreadTests {
    private let scratch: Scratch
    private let disk: DiskDirectory
    private let folder: DiskDirectory

    init() throws {
        scratch = try Scratch()
        disk = try DiskDirectory(scratch.store)
        folder = try disk.folder("attachments")
    }

    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test("orders are carried out one after the other, and what was written is read again")
    func orders() throws {
        let thread = try ContentThread(on: folder)
        let digest = try #require(ContentDigest(hex: Self.abc))
        let (up, down) = (TransferID(1), TransferID(2))
        let orders: [ContentOrder] = [
            .begin(up), .write(up, Array("ab".utf8)), .write(up, Array("c".utf8)), .seal(up), .place(up, digest),
            .end(up),
            .open(down, digest, offset: 1), .remove(digest), .read(down, 1), .read(down, 1), .end(down),
            .open(down, digest, offset: 0), .end(down),
        ]
        for order in orders { thread.put(order) }
        let reports = try wait(for: 11, on: thread)
        #expect(
            reports == [
                .written(up, 2), .written(up, 1), .sealed(up, digest), .placed(up), .ended(up, leftover: nil),
                .opened(down, 3), .read(down, Array("b".utf8)), .read(down, Array("c".utf8)),
                .ended(down, leftover: nil), .lost(down, digest, reason: "the file is missing"),
                .ended(down, leftover: nil),
            ])
        #expect(try folder.names().isEmpty)
    }

    @Test("the folder is closed to others, and a file in it too, whatever the umask")
    func modes() throws {
        var contents = Contents(on: folder)
        contents.carryOut(.begin(TransferID(7))) { report in Issue.record("\(report)") }
        #expect(try FileAttributes(at: "\(scratch.store)/attachments").mode == 0o700)
        #expect(try FileAttributes(at: "\(scratch.store)/attachments/upload-7").mode == 0o600)
        let isOpened = unsafe chmod("\(scratch.store)/attachments", 0o755) == 0
        #expect(isOpened)
        #expect(throws: DirectoryError.notPrivate("\(scratch.store)/attachments")) { try disk.folder("attachments") }
    }

    @Test("what the disk does not do is said with the path of it")
    func failure() throws {
        var contents = Contents(on: folder)
        let isGone = unsafe rmdir("\(scratch.store)/attachments") == 0
        #expect(isGone)
        var reports: [ContentReport] = []
        contents.carryOut(.begin(TransferID(7))) { reports.append($0) }
        guard case .failed(TransferID(7), let error)? = reports.first else {
            Issue.record("a file in a folder that is gone was made")
            return
        }
        #expect(error.file == "\(scratch.store)/attachments/upload-7")
    }

    /// The next reports, as many of them.
    private func wait(for count: Int, on thread: ContentThread) throws -> [ContentReport] {
        var reports: [ContentReport] = []
        while reports.count < count {
            var poll = pollfd(fd: thread.wakeUp.descriptor.number, events: Int16(POLLIN), revents: 0)
            let ready = unsafe Glibc.poll(&poll, 1, 60_000)
            #expect(ready == 1)
            reports += thread.takeReports()
        }
        return reports
    }
}
