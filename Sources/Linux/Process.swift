internal import CLinux
internal import Glibc

/// A child process. It is waited for by whoever has it; one that is let go of runs on, and its end goes unnoticed.
public struct Process: ~Copyable, Sendable {
    /// The number of the process, and of its group if it has one of its own. It stays the child's until that is waited for.
    public let id: Int32

    /// Becomes readable when the child has ended, for an event loop.
    public let descriptor: Descriptor

    /// Starts a child. It runs its program by the time this returns; a program that cannot be run is an error here.
    public init(_ launch: Launch) throws(SystemError) {
        try self.init(launch) { _ in true }
    }

    /// Starts a child that waits, before it becomes anything, until it is admitted: whoever has its number can put it
    /// somewhere first.
    ///
    /// - Throws: `ECANCELED` if it was not admitted.
    public init(_ launch: Launch, isAdmitted: (Int32) -> Bool) throws(SystemError) {
        let number = try Self.spawn(launch, isAdmitted)
        descriptor = try Self.descriptor(of: number)
        id = number
    }

    // A child that nobody could watch must not run on.
    private static func descriptor(of number: Int32) throws(SystemError) -> Descriptor {
        do throws(SystemError) {
            return Descriptor(owning: try attempt("pidfd_open") { cohort_process_descriptor(number) })
        } catch {
            var status: Int32 = 0
            _ = try attempt("kill") { kill(number, SIGKILL) }
            _ = try attempt("waitpid") { unsafe waitpid(number, &status, 0) }
            throw error
        }
    }

    /// Waits for the end of the child.
    public consuming func wait() throws(SystemError) -> ExitStatus {
        guard let status = try status(blocks: true) else { fatalError("waitpid returned while the child runs") }
        return status
    }

    /// How the child ended, or nil if it still runs. Once it has answered, the child is gone: ask no more.
    public func statusIfEnded() throws(SystemError) -> ExitStatus? { try status(blocks: false) }

    private func status(blocks: Bool) throws(SystemError) -> ExitStatus? {
        var code: Int32 = -1
        var signal: Int32 = -1
        let number = id
        let ended = try attempt("waitpid") { unsafe cohort_process_wait(number, blocks ? 1 : 0, &code, &signal) }
        guard ended == 1 else { return nil }
        return signal >= 0 ? .signalled(signal) : .exited(code)
    }

    /// Sends a signal to the child.
    public func signal(_ signal: Int32) throws(SystemError) {
        let number = id
        _ = try attempt("kill") { kill(number, signal) }
    }

    /// Sends a signal to every process of the child's group. Only for a child that was given a group of its own.
    public func signalGroup(_ signal: Int32) throws(SystemError) {
        let number = id
        _ = try attempt("kill") { kill(-number, signal) }
    }
}

extension Process {
    private static func spawn(_ launch: Launch, _ isAdmitted: (Int32) -> Bool) throws(SystemError) -> Int32 {
        let texts = launch.arguments + launch.environment + [launch.executable, launch.directory ?? ""]
        guard launch.handovers.count <= Launch.handoversMax, !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw SystemError(call: "execve", code: EINVAL)
        }
        let result: Result<Int32, SystemError> =
            unsafe withCStrings(launch.arguments) { arguments in
                unsafe withCStrings(launch.environment) { environment in
                    unsafe withCStrings([launch.executable] + (launch.directory.map { [$0] } ?? [])) { paths in
                        unsafe spawn(launch, arguments, environment, paths, isAdmitted)
                    }
                }
            }
        return try result.get()
    }

    private static func spawn(
        _ launch: Launch, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
        _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>,
        _ paths: UnsafePointer<UnsafeMutablePointer<CChar>?>, _ isAdmitted: (Int32) -> Bool
    ) -> Result<Int32, SystemError> {
        let handovers = launch.handovers.map { cohort_handover(source: $0.source, target: $0.target) }
        let limits = launch.limits.map(\.encoded)
        let groups = launch.identity?.groups ?? []
        return unsafe handovers.withUnsafeBufferPointer { handovers in
            unsafe limits.withUnsafeBufferPointer { limits in
                unsafe groups.withUnsafeBufferPointer { groups in
                    var spawn = unsafe cohort_spawn(
                        executable: paths[0], arguments: arguments, environment: environment, directory: paths[1],
                        handovers: handovers.baseAddress, handover_count: handovers.count, limits: limits.baseAddress,
                        limit_count: limits.count, grouping: launch.grouping.number,
                        changes_identity: launch.identity == nil ? 0 : 1, uid: launch.identity?.uid ?? 0,
                        gid: launch.identity?.gid ?? 0, groups: groups.baseAddress, group_count: groups.count,
                        bounds: launch.bounds.rawValue)
                    return unsafe start(&spawn, isAdmitted)
                }
            }
        }
    }

    private static func start(
        _ spawn: inout cohort_spawn, _ isAdmitted: (Int32) -> Bool
    ) -> Result<Int32, SystemError> {
        var birth = cohort_birth()
        var call: UnsafePointer<CChar>?
        var id = unsafe cohort_spawn(&spawn, &birth, &call)
        if id >= 0 { id = unsafe cohort_spawn_finish(birth, isAdmitted(id) ? 1 : 0, &call) }
        let code = errno
        guard id < 0, let call = unsafe call else { return .success(id) }
        return .failure(SystemError(call: unsafe String(cString: call), code: code))
    }
}

extension Launch.Grouping {
    fileprivate var number: Int32 {
        switch self {
        case .inherited: Int32(COHORT_GROUP_INHERITED)
        case .own: Int32(COHORT_GROUP_OWN)
        case .ownSession: Int32(COHORT_SESSION_OWN)
        }
    }
}

/// Lends texts as the null-terminated array of C strings that execve wants.
func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
) -> Value {
    var pointers = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer {
        for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    }
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
}
