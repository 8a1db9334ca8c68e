internal import CohortClient
internal import Digest
internal import Linux
internal import Protobuf
internal import Wire

/// What is run: a program of this machine, or a script that the daemon keeps.
struct RunnableProgram: ~Copyable {
    /// The number under which a script finds its own text.
    private static let textDescriptor: Int32 = 4
    /// Bytes of a program that are looked at for its digest. A larger one has none.
    private static let sizeMax = 1 << 30

    let executable: String
    /// Its own name first.
    let arguments: [String]
    /// The script, if it is one that the daemon keeps.
    let script: UInt64?
    /// SHA-256 of what is run; empty if it cannot be read.
    let digest: [UInt8]
    private let text: MemoryFile?

    /// What a run is called.
    var name: String { LocalFile(arguments[0]).name }

    /// A program that is found along the path.
    init(command: [String]) throws(Failure) {
        guard let executable = Environment.executable(named: command[0]) else {
            throw .file("there is no program `\(command[0])`")
        }
        self.executable = executable
        arguments = command
        script = nil
        digest = Self.digest(of: executable)
        text = nil
    }

    /// A script that is seen from where it shall run. Its text is in memory, so that nobody exchanges it.
    init(script word: String, arguments rest: [String], seenBy keeper: Keeper, _ lab: Lab) throws(Failure) {
        let name = try ObjectName(word)
        let found = try lab.call(on: keeper.client, V1.Objects.get, .with { $0.ids = [name.id] }).objects[0]
        guard found.kind == .script, name.kind == nil || name.kind == .script else {
            throw .usage("\(found.kind.word):\(found.id) is no script")
        }
        guard let text = found.text(of: .text) else { throw .absent("Script:\(found.id) has no text") }
        guard text.hasPrefix("#!") else {
            throw .file("Script:\(found.id) does not begin with `#!` and the program that reads it")
        }
        let file = try Self.file(holding: text)
        executable = "/proc/self/fd/\(Self.textDescriptor)"
        arguments = [found.name.isEmpty ? "Script:\(found.id)" : found.name] + rest
        script = found.id
        digest = SHA256.digest(of: Array(text.utf8))
        self.text = consume file
    }

    private static func file(holding text: String) throws(Failure) -> MemoryFile {
        do throws(SystemError) { return try MemoryFile(named: "script", holding: Array(text.utf8)) } catch {
            throw .local("the script cannot be laid out: \(error)")
        }
    }

    /// What the program is handed besides its connection and its streams.
    var handovers: [Launch.Handover] {
        switch text {
        case .some(let text): [Launch.Handover(text.descriptor.number, as: Self.textDescriptor)]
        case .none: []
        }
    }

    private static func digest(of path: String) -> [UInt8] {
        do throws(SystemError) {
            let file = try File(reading: Environment.resolved(path) ?? path)
            let size = try file.size
            guard size <= sizeMax else { return [] }
            let stream = SHA256Stream()
            for offset in stride(from: 0, to: size, by: 1 << 20) {
                stream.add(try file.read(min(1 << 20, size - offset), at: offset))
            }
            return stream.finish()
        } catch {
            // What one may run one need not be able to read.
            return []
        }
    }
}
