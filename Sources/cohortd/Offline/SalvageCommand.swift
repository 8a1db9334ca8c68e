internal import Digest
internal import Store

/// `store salvage`: copies the longest sound history, and says what is lost.
enum SalvageCommand {
    static func run(_ line: StoreLine) throws(OfflineError) {
        guard case .directory(let disk) = try line.openSource() else {
            throw .failed("`\(line.source)` is no directory")
        }
        let salvage = try OfflineError.catching { () throws(StorageError) in try Salvage(of: disk) }
        for damage in salvage.damages { try Say.line("damaged: \(damage)") }
        guard !salvage.isEmpty else {
            for object in salvage.leftBehind { try report(object) }
            throw .failed(
                "nothing of `\(line.source)` can be copied: `cohortd store restore` makes a directory of a backup")
        }
        let target = try line.makeTarget()
        do throws(AppendError) {
            try salvage.write(to: target, sizes: .standard) { RandomBytes.number() }
        } catch {
            switch error {
            case .refused(let cause), .failed(let cause): throw .failed("\(cause)")
            }
        }
        let copied = try OfflineError.catching { () throws(Recovery.Failure) in try Inspection(of: target) }
        guard copied.digest == salvage.state.digest else {
            throw .failed("`\(line.target)` does not hold what was copied to it: do not use it")
        }
        try report(salvage, line)
    }

    private static func report(_ salvage: Salvage, _ line: StoreLine) throws(OfflineError) {
        let (revision, last) = (salvage.state.revision, salvage.lastSeen)
        try Say.line("copied: revisions up to \(revision), to `\(line.target)`")
        try Say.line("digest: \(salvage.state.digest.hexadecimal)")
        switch last {
        case revision where salvage.damages.isEmpty: try Say.line("lost: nothing")
        case revision: try Say.line("lost: whatever was changed after revision \(revision); nothing of it can be read")
        case revision + 1: try Say.line("lost: revision \(last), and whatever was changed after it")
        default: try Say.line("lost: revisions \(revision + 1) to \(last), and whatever was changed after them")
        }
        for object in salvage.leftBehind { try report(object) }
    }

    private static func report(_ object: Salvage.LostObject) throws(OfflineError) {
        let place = object.revision.map { "revision \($0)" } ?? "a snapshot"
        try Say.line(
            "left behind: \(object.kind) \(object.id) `\(Say.escaped(object.name))`, of which \(place) still tells")
    }
}
