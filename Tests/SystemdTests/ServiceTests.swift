import Glibc
import Linux
import Testing

@testable import Systemd

@Suite("The service manager")
struct ServiceTests {
    @Test("without a service manager there are no sockets, and no watchdog")
    func alone() throws {
        #expect(try Activation.listeningDescriptors().isEmpty)
        #expect(Notification.watchdogInterval == nil)
        Notification.ready(status: "nobody hears this")
    }

    @Test("sockets for another process are not ours")
    func others() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("LISTEN_PID", "1", 1)
            unsafe setenv("LISTEN_FDS", "1", 1)
            let sockets = try Activation.listeningDescriptors()
            precondition(sockets.isEmpty)
        }
    }

    @Test("a number of sockets that makes no sense is told", arguments: ["x", "-1", "99999999999"])
    func nonsense(count: String) async {
        await #expect(processExitsWith: .success) { [count] in
            unsafe setenv("LISTEN_PID", "\(getpid())", 1)
            unsafe setenv("LISTEN_FDS", count, 1)
            do throws(ActivationError) {
                _ = try Activation.listeningDescriptors()
                preconditionFailure("nonsense was understood")
            } catch {
                precondition("\(error)".contains("`LISTEN_FDS=\(count)`"))
            }
            precondition(unsafe getenv("LISTEN_FDS") == nil)
        }
    }

    @Test("sockets come with their names and can be adopted")
    func activated() async {
        await #expect(processExitsWith: .success) {
            let path = "/tmp/cohort-systemd-\(getpid())"
            // The test runner may use the very number that sockets are handed over at: it gets it back in the end.
            while dup(0) < 3 {}
            let before = dup(3)
            let listener = try ListeningSocket(binding: path, mode: 0o600)
            dup2(listener.descriptor.number, 3)
            unsafe setenv("LISTEN_PID", "\(getpid())", 1)
            unsafe setenv("LISTEN_FDS", "1", 1)
            unsafe setenv("LISTEN_FDNAMES", "users", 1)
            let sockets = try Activation.listeningDescriptors()
            precondition(sockets.map(\.name) == ["users"])
            precondition(sockets.map(\.descriptor) == [3])
            let adopted = try ListeningSocket(adopting: Descriptor(owning: sockets[0].descriptor))
            let client = try StreamSocket.connect(to: path)
            let isAccepted = try adopted.accept() != nil
            precondition(isAccepted)
            _ = consume adopted
            dup2(before, 3)
            _ = consume client
        }
    }

    @Test("what is told arrives, each status on one line")
    func told() async {
        await #expect(processExitsWith: .success) {
            let inbox = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let name = "cohort-notify-\(getpid())"
            // A name that begins with a zero byte is in no directory.
            unsafe withUnsafeMutableBytes(of: &address.sun_path) {
                for (index, byte) in name.utf8.enumerated() { unsafe $0[index + 1] = byte }
            }
            let size = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
            let bound = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(inbox, $0, size) }
            }
            precondition(bound == 0)
            unsafe setenv("NOTIFY_SOCKET", "@\(name)", 1)
            unsafe setenv("WATCHDOG_USEC", "3000000", 1)
            Notification.ready(status: "line\nMAINPID=1")
            Notification.extendTimeout(by: .milliseconds(1500))
            Notification.watchdog()
            Notification.stopping(status: "bye")
            let said = (0..<4).map { _ in
                var buffer = [UInt8](repeating: 0, count: 256)
                let size = unsafe recv(inbox, &buffer, buffer.count, 0)
                return String(decoding: buffer.prefix(size), as: UTF8.self)
            }
            precondition(said[0] == "READY=1\nSTATUS=line\\nMAINPID=1")
            precondition(said[1] == "EXTEND_TIMEOUT_USEC=1500000")
            precondition(said[2] == "WATCHDOG=1")
            precondition(said[3] == "STOPPING=1\nSTATUS=bye")
            precondition(Notification.watchdogInterval == .seconds(3))
        }
    }
}
