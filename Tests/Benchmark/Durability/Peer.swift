import Glibc
import Linux

/// A program that is measured: it runs in a folder of its own and listens at a path in it.
struct Peer: ~Copyable {
    private let folder: String
    private let socket: String
    private let process: Linux.Process

    private init(_ command: [String], in folder: String, socket: String) throws(SystemError) {
        // What it says goes into a file beside what it keeps.
        let shell = ["/bin/sh", "-c", "exec \"$0\" \"$@\" >\"\(folder)/log\" 2>&1"]
        process = try Linux.Process(
            Launch(executable: shell[0], arguments: shell + command, environment: ["PATH=/usr/bin:/bin"]))
        self.folder = folder
        self.socket = socket
    }

    /// The daemon of this build.
    static func cohortd(in folder: String) throws(SystemError) -> Peer {
        let socket = "\(folder)/socket"
        let program = "\(try Program.directory())/cohortd"
        return try Peer([program, "--socket", socket, "--state", "\(folder)/state"], in: folder, socket: socket)
    }

    /// Redis as Debian has it, with every command on disk before its answer.
    static func redis(in folder: String) throws(SystemError) -> Peer {
        let socket = "\(folder)/socket"
        let command = [
            "/usr/bin/redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "",
            "--appendonly", "yes", "--appendfsync", "always",
        ]
        return try Peer(command, in: folder, socket: socket)
    }

    /// Where the daemon keeps its state.
    var state: String { "\(folder)/state" }

    /// A connection, as soon as it listens.
    func connect(_ language: Line.Language) throws(SystemError) -> Line {
        while true {
            do throws(SystemError) { return try Line(to: socket, language) } catch {
                guard error.code == ENOENT || error.code == ECONNREFUSED else { throw error }
                guard try process.statusIfEnded() == nil else { fatalError("it has ended: see \(folder)/log") }
                usleep(200)
            }
        }
    }

    /// Asks it to stop, and waits for that.
    consuming func stop() throws(SystemError) {
        try process.signal(SIGTERM)
        _ = try process.wait()
    }
}
