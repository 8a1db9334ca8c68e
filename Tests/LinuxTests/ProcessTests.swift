import Glibc
import Linux
import Testing

@Suite("Processes")
struct ProcessTests {
    private func shell(_ script: String) -> Launch {
        Launch(executable: "/bin/sh", arguments: ["sh", "-c", script], environment: ["WORLD=earth"])
    }

    /// What a child writes to the descriptor 5 that it was handed.
    private func output(of launch: Launch) throws -> String {
        var launch = launch
        let pair = try StreamSocket.pair()
        let ours = pair.first
        let theirs = pair.second
        launch.handovers.append(.init(theirs.descriptor.number, as: 5))
        let process = try Process(launch)
        _ = consume theirs
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case .bytes(let count) = try ours.read(into: &buffer, at: 0) { output += buffer.prefix(count) }
        #expect(try process.wait() == .exited(0))
        return String(decoding: output, as: UTF8.self)
    }

    @Test("a child's exit code is its status", arguments: [0, 3, 255] as [Int32])
    func exitCode(code: Int32) throws {
        #expect(try Process(shell("exit \(code)")).wait() == .exited(code))
    }

    @Test("a child that a signal ended says which")
    func signalled() throws {
        #expect(try Process(shell("kill -KILL $$")).wait() == .signalled(SIGKILL))
    }

    @Test("a signal reaches a child's whole group")
    func group() throws {
        var launch = shell("sleep 1000 & wait")
        launch.grouping = .own
        let process = try Process(launch)
        #expect(try process.statusIfEnded() == nil)
        try process.signalGroup(SIGTERM)
        #expect(try process.wait() == .signalled(SIGTERM))
    }

    @Test("a program that is not there is an error of the launch")
    func missing() throws {
        let launch = Launch(executable: "/no/such/program", arguments: ["x"], environment: [])
        let error = try #require(throws: SystemError.self) { _ = try Process(launch) }
        #expect(error == SystemError(call: "execve", code: ENOENT))
    }

    @Test("a directory that is not there is an error of the launch")
    func missingDirectory() throws {
        var launch = shell("exit 0")
        launch.directory = "/no/such/directory"
        let error = try #require(throws: SystemError.self) { _ = try Process(launch) }
        #expect(error == SystemError(call: "chdir", code: ENOENT))
    }

    @Test("a child gets its environment and its directory, and nothing of ours")
    func surroundings() throws {
        var launch = shell("echo $WORLD $HOME $PWD >&5")
        launch.directory = "/usr"
        #expect(try output(of: launch) == "earth /usr\n")
    }

    @Test("a child has the descriptors that it was handed, and no others")
    func descriptors() throws {
        let extra = try StreamSocket.pair()
        // A descriptor that is not even close-on-exec stays behind as well.
        let leak = dup(extra.first.descriptor.number)
        var launch = shell("cd /proc/self/fd && echo * >&5")
        launch.handovers = [.init(extra.second.descriptor.number, as: 4)]
        let listed = try output(of: launch).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        close(leak)
        // The shell lists itself, and holds the directory that it lists for as long as that takes.
        #expect(Set(listed).isSuperset(of: [0, 1, 2, 4, 5]))
        #expect(listed.allSatisfy { $0 <= 10 })
        #expect(!listed.contains(Int(leak)) || leak <= 10)
    }

    @Test("descriptors may change places")
    func swapping() throws {
        let first = try StreamSocket.pair()
        let second = try StreamSocket.pair()
        let (a, b) = (first.first.descriptor.number, second.first.descriptor.number)
        var launch = shell("echo to-a >&\(b); echo to-b >&\(a)")
        launch.executable = "/bin/bash"
        launch.handovers = [.init(a, as: b), .init(b, as: a)]
        #expect(try Process(launch).wait() == .exited(0))
        var buffer = [UInt8](repeating: 0, count: 5)
        #expect(try first.second.read(into: &buffer, at: 0) == .bytes(5))
        #expect(buffer == Array("to-a\n".utf8))
        #expect(try second.second.read(into: &buffer, at: 0) == .bytes(5))
        #expect(buffer == Array("to-b\n".utf8))
    }

    @Test("a child runs with the limits that it was given")
    func limits() throws {
        var launch = shell("echo $(ulimit -n) $(ulimit -Hn) >&5")
        launch.limits = [ResourceLimit(.openFiles, soft: 32, hard: 64)]
        #expect(try output(of: launch) == "32 64\n")
    }

    @Test("a child becomes whom it was told, with those groups alone", .enabled(if: geteuid() == 0))
    func identity() throws {
        var launch = shell("echo $(id -u) $(id -g) $(id -G) >&5")
        launch.environment = ["PATH=/usr/bin:/bin"]
        launch.identity = .init(uid: 65534, gid: 65534, groups: [1234])
        #expect(try output(of: launch) == "65534 65534 65534 1234\n")
    }

    @Test("a child that is not admitted runs nothing")
    func notAdmitted() throws {
        var asked: Int32 = 0
        let error = try #require(throws: SystemError.self) {
            _ = try Process(shell("kill -KILL $PPID")) { id in
                asked = id
                return false
            }
        }
        #expect(error.code == ECANCELED)
        #expect(kill(asked, 0) < 0 && errno == ESRCH)
    }

    @Test("a child that may not make Unix sockets makes others, and pairs", .enabled(if: Self.python))
    func noUnixSockets() throws {
        let attempts = """
            import os, socket
            def attempt(make):
                try: make()
                except OSError as error: return error.errno
                return 0
            said = [attempt(lambda: socket.socket(family)) for family in (socket.AF_UNIX, socket.AF_INET)]
            said.append(attempt(socket.socketpair))
            os.write(5, repr(said).encode())
            """
        var launch = shell("/usr/bin/python3 -c '\(attempts)'")
        #expect(try output(of: launch) == "[0, 0, 0]")
        launch.bounds = .unixSockets
        #expect(try output(of: launch) == "[\(EACCES), 0, 0]")
    }

    private static let python = unsafe access("/usr/bin/python3", X_OK) == 0

    @Test("a child that may not gain privileges says so", arguments: [Launch.Bounds.privileges, .unixSockets, []])
    func noNewPrivileges(bounds: Launch.Bounds) throws {
        let reading = "while read -r key value; do [ $key != NoNewPrivs: ] || echo $value >&5; done"
        var launch = shell("\(reading) </proc/self/status")
        launch.bounds = bounds
        #expect(try output(of: launch) == (bounds.isEmpty ? "0\n" : "1\n"))
    }

    @Test("a program in memory runs, and nobody writes to it")
    func memoryFile() throws {
        let text = "#!/bin/sh\necho ran $1 >&5\n(echo more >>/proc/self/fd/4) 2>/dev/null || echo sealed >&5\n"
        let file = try MemoryFile(named: "script", holding: Array(text.utf8))
        var launch = Launch(executable: "/proc/self/fd/4", arguments: ["script", "it"], environment: [])
        launch.handovers = [.init(file.descriptor.number, as: 4)]
        #expect(try output(of: launch) == "ran it\nsealed\n")
    }

    @Test("a child writes to a pipe, by its number and by its name")
    func pipe() throws {
        let pipe = try Pipe()
        let reading = pipe.reading
        let writing = pipe.writing
        var launch = shell("echo a; echo b >/dev/stdout")
        launch.handovers = [.init(writing.descriptor.number, as: 1)]
        let process = try Process(launch)
        _ = consume writing
        var said: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while case .bytes(let count) = try reading.read(into: &buffer) { said += buffer.prefix(count) }
        #expect(try process.wait() == .exited(0))
        #expect(said == Array("a\nb\n".utf8))
    }

    @Test("a child in a session of its own leads it")
    func session() throws {
        var launch = shell("cut -d' ' -f1,5,6 /proc/self/stat >&5; echo $$ >&5")
        launch.environment = ["PATH=/usr/bin:/bin"]
        launch.grouping = .ownSession
        let words = try output(of: launch).split(whereSeparator: \.isWhitespace)
        try #require(words.count == 4)
        #expect(words[1] == words[3])
        #expect(words[2] == words[3])
    }

    @Test("a child starts with no signal blocked or ignored")
    func signals() throws {
        let status = try output(of: shell("while read -r line; do echo \"$line\" >&5; done < /proc/self/status"))
        let lines = status.split(separator: "\n")
        #expect(lines.contains("SigBlk:\t0000000000000000"))
        // The C library keeps two signals to itself, which no program can set.
        let ignored = try #require(lines.first { $0.hasPrefix("SigIgn:") }?.split(separator: "\t").last)
        #expect(UInt64(ignored, radix: 16).map { $0 & ~(3 << 31) } == 0)
    }

    @Test("a program is found along the path")
    func finding() {
        #expect(Environment.executable(named: "sh")?.hasSuffix("/sh") == true)
        #expect(Environment.executable(named: "/x/y") == "/x/y")
        #expect(Environment.executable(named: "no-such-program-anywhere") == nil)
        #expect(Environment.all().contains { $0.hasPrefix("PATH=") })
    }

    @Test("accounts are found by name and by number")
    func accounts() throws {
        let root = try #require(try Account.named("root"))
        #expect(root.uid == 0)
        #expect(try Account.numbered(0) == root)
        #expect(root.groups().contains(root.gid))
        #expect(try Account.named("no-such-user-here") == nil)
        #expect(try Account.numbered(4_000_000_001) == nil)
    }

    @Test("an error is described by its call, its sentence and its name")
    func errors() {
        #expect("\(SystemError(call: "fdatasync", code: EIO))" == "fdatasync: Input/output error (EIO)")
        #expect("\(SystemError(call: "x", code: 9999))" == "x: error 9999")
    }
}
