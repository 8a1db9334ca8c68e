internal import Digest
internal import Disk
internal import Linux
internal import Service
internal import Store
internal import Systemd

/// From nothing to a server that serves.
enum Startup {
    static func server(_ options: Options, log: Log) throws(StartError) -> Server {
        let began = Clock.monotonic()
        // Who has the directory is the daemon: only then may a socket that a dead one left be replaced.
        let disk = try StartError.catching { () throws(DirectoryError) in try DiskDirectory(options.directory) }
        let listeners = try listeners(options)
        let recovery = try recover(from: disk, options, log)
        let server = try assemble(recovery, disk, options, log)
        let isFirst = recovery.state.revision == 0
        server.service.found(rootUID: options.rootUID, at: Clock.wall())
        server.service.endOrphanedScripts(at: Clock.wall())
        if isFirst { log.write(.notice, "first start: uid \(options.rootUID) is `root` from now on") }
        server.begin(listeners) {
            Notification.ready(status: "serving")
            let milliseconds = (Clock.monotonic() - began) / 1_000_000
            log.write(
                .notice, "serving, \(recovery.state.objectCount) objects recovered in \(milliseconds) ms",
                [Log.Field("REVISION", recovery.state.revision)])
        }
        return server
    }

    /// The sockets that were handed over, else the one that the command line names.
    private static func listeners(_ options: Options) throws(StartError) -> [Listener] {
        let handed = try StartError.catching { () throws(ActivationError) in try Activation.listeningDescriptors() }
        var listeners: [Listener] = []
        for (name, number) in handed {
            do throws(ListenError) {
                listeners.append(Listener(try ListeningSocket(adopting: Descriptor(owning: number))))
            } catch {
                throw StartError("the socket `\(name)` that was handed over cannot be used: \(error)")
            }
        }
        if let path = options.socket, listeners.isEmpty {
            let socket = try StartError.catching { () throws(ListenError) in
                Listener(try ListeningSocket(binding: path, mode: options.socketMode))
            }
            listeners.append(socket)
        }
        guard !listeners.isEmpty else {
            throw StartError("nowhere to listen: start it through its socket unit, or name a path with --socket")
        }
        return listeners
    }

    private static func recover(
        from disk: DiskDirectory, _ options: Options, _ log: Log
    ) throws(StartError) -> Recovery {
        do throws(Recovery.Failure) {
            let recovery = try Recovery(from: disk)
            if let torn = recovery.torn {
                log.write(.warning, "cut off a write that a stop had torn, and that nobody was told of: \(torn)")
            }
            return recovery
        } catch {
            let failure = "cannot start from `\(options.directory)`: \(error). Nothing was changed"
            guard case .damage = error else { throw StartError(failure) }
            throw StartError(
                failure + ": put the directory back from a backup (`cohortd store restore`), or copy what is sound of "
                    + "it (`cohortd store salvage \(options.directory) --to NEW`)")
        }
    }

    private static func assemble(
        _ recovery: Recovery, _ disk: DiskDirectory, _ options: Options, _ log: Log
    ) throws(StartError) -> Server {
        let folder = try StartError.catching { () throws(DirectoryError) in try disk.folder("attachments") }
        let lost = try StartError.catching { () throws(StorageError) in
            try ContentTidying.tidy(folder, for: recovery.state)
        }
        if let first = lost.first {
            log.write(
                .error,
                "what attachments hold is missing: \(lost.count) files, the first of them `attachments/\(first.hex)`")
        }
        let contents = try StartError.catching { () throws(SystemError) in try ContentThread(on: folder) }
        let journal = try StartError.catching { () throws(StorageError) in
            try JournalThread(on: disk, after: recovery.end, sizes: options.journal) { RandomBytes.number() }
        }
        let trail = try StartError.catching { () throws(SystemError) in try TrailThread(on: disk) }
        let thread = try StartError.catching { () throws(SystemError) in try SnapshotThread(on: disk) }
        var service = Service(Store(recovery.state))
        service.chain = recovery.end.chain
        service.attachmentSizeMax = options.attachmentSizeMax
        service.limits = options.limits
        service.sessionLifetimeMax = options.sessionLifetimeMax
        return try StartError.catching { () throws(SystemdError) in
            try Server(
                service, journal: journal, snapshots: Snapshots(thread, revision: recovery.snapshotRevision),
                contents: contents, trail: trail, loop: EventLoop(), log: log)
        }
    }
}

/// Why the daemon does not start: one sentence for the operator.
struct StartError: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }

    static func catching<Failure: Error, Result>(
        _ body: () throws(Failure) -> Result
    ) throws(StartError) -> Result {
        do throws(Failure) { return try body() } catch { throw StartError("\(error)") }
    }
}
