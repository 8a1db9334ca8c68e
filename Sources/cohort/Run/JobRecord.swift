internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

/// The record of a run: a job of the user as whom it runs, in the group where it works (`PERMISSIONS.md`, section 12).
struct JobRecord {
    let id: UInt64
    private let lab: Lab
    /// Whose job it is, and where.
    private let owner: UInt32
    private let group: UInt32

    /// Writes down that a program starts. A run that cannot be recorded is not started.
    init(of program: borrowing RunnableProgram, in script: ScriptSession, by keeper: Keeper, _ lab: Lab) throws(Failure)
    {
        let command = program.arguments.map(\.quoted).joined(separator: " ")
        var request = V1.CreateRequest()
        request.kind = .job
        request.name = program.name
        request.parent = program.script ?? 0
        request.attributes = [
            .init(.command, .text(command)), .init(.started, .integer(Clock.wall())),
            .init(.session, .integer(Int64(script.id))),
        ]
        if !program.digest.isEmpty { request.attributes.append(.init(.programDigest, .bytes(program.digest))) }
        id = try lab.call(on: keeper.client, V1.Objects.create, request).id
        self.lab = lab
        (owner, group) = (script.user.id, script.group.id)
    }

    /// Writes down that what was asked for starts.
    init(_ job: AskedJob, in script: ScriptSession, by keeper: Keeper, _ lab: Lab) throws(Failure) {
        self.init(job, lab)
        _ = try lab.call(
            on: keeper.client, V1.Objects.update,
            .with {
                $0.id = job.id
                $0.attributes = [
                    .init(.started, .integer(Clock.wall())), .init(.session, .integer(Int64(script.id))),
                ]
            })
    }

    /// The record of what was asked for, whatever has become of that.
    init(_ job: AskedJob, _ lab: Lab) {
        self.lab = lab
        (id, owner, group) = (job.id, job.owner, job.group)
    }

    /// Writes down what it has said so far. Answers whether it shall go on: not if it was cancelled, or deleted.
    func goesOn(saying output: String, by keeper: Keeper) throws(Failure) -> Bool {
        let job: V1.Object
        do throws(Failure) {
            job = try lab.call(on: keeper.client, V1.Objects.get, .with { $0.ids = [id] }).objects[0]
        } catch {
            guard error.status == ExitStatus.notFound else { throw error }
            return false
        }
        guard !job.isTrue(.isCancelled) else { return false }
        if job.text(of: .output) ?? "" != output {
            _ = try lab.call(
                on: keeper.client, V1.Objects.update,
                .with { ($0.id, $0.attributes) = (id, [.init(.output, .text(output))]) })
        }
        return true
    }

    /// Writes down how it ended. The keeper of its start may be gone by now, so this is another one.
    func finish(status: Int32, output: String, changes: UInt64?) {
        var request = V1.UpdateRequest()
        request.id = id
        request.scope = .all
        request.attributes = [.init(.exitStatus, .integer(Int64(status))), .init(.ended, .integer(Clock.wall()))]
        if !output.isEmpty { request.attributes.append(.init(.output, .text(output))) }
        if let changes { request.attributes.append(.init(.changes, .integer(Int64(changes)))) }
        do throws(Failure) {
            do throws(Failure) {
                let keeper = try Keeper(of: owner, in: group, lab)
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

extension String {
    /// The word as a shell reads it.
    var quoted: String {
        let isPlain = !isEmpty && utf8.allSatisfy { $0 > 0x7F || Self.plain.utf8.contains($0) }
        if isPlain { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%"
}
