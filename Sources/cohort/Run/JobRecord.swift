internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

/// The record of a run: a job of the user as whom it runs, in the group where it works (`PERMISSIONS.md`, section 12).
struct JobRecord {
    let id: UInt64
    private let lab: Lab
    private let script: ScriptSession

    /// Writes down that a program starts. A run that cannot be recorded is not started.
    init(of program: borrowing RunnableProgram, in script: ScriptSession, by keeper: Keeper, _ lab: Lab) throws(Failure)
    {
        let command = program.arguments.map(\.quoted).joined(separator: " ")
        var request = V1.CreateRequest()
        request.kind = .job
        request.name = program.name
        request.parent = program.script ?? 0
        request.attributes = [
            .with(.command, .text(command)), .with(.started, .integer(Clock.wall())),
            .with(.session, .integer(Int64(script.id))),
        ]
        if !program.digest.isEmpty { request.attributes.append(.with(.programDigest, .bytes(program.digest))) }
        id = try lab.call(on: keeper.client, V1.Objects.create, request).id
        self.lab = lab
        self.script = script
    }

    /// Writes down how it ended. The keeper of its start may be gone by now, so this is another one.
    func finish(status: Int32, output: String, changes: UInt64?) {
        var request = V1.UpdateRequest()
        request.id = id
        request.scope = .all
        request.attributes = [.with(.exitStatus, .integer(Int64(status))), .with(.ended, .integer(Clock.wall()))]
        if !output.isEmpty { request.attributes.append(.with(.output, .text(output))) }
        if let changes { request.attributes.append(.with(.changes, .integer(Int64(changes)))) }
        do throws(Failure) {
            do throws(Failure) {
                let keeper = try Keeper(of: script, lab)
                defer { keeper.close(lab) }
                _ = try lab.call(on: keeper.client, V1.Objects.update, request)
            } catch {
                // Whose job it is may be nobody any more, or no member: whoever may do so writes it nevertheless.
                _ = try lab.call(on: try lab.connect(), V1.Objects.update, request)
            }
        } catch {
            Terminal.note("cohort: how Job:\(id) ended is not recorded: \(error.words?.sentence.escaped ?? "")")
        }
    }
}

extension V1.Attribute {
    static func with(_ field: V1.Field, _ value: Value) -> V1.Attribute {
        .with {
            $0.field = field
            $0.value = value
        }
    }
}

extension String {
    /// The word as a shell reads it.
    fileprivate var quoted: String {
        let isPlain = !isEmpty && utf8.allSatisfy { $0 > 0x7F || Self.plain.utf8.contains($0) }
        if isPlain { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%"
}
