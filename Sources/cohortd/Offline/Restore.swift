internal import Disk
internal import Linux
internal import Store

/// `store restore`: makes a directory of a backup, or of another directory as it once was.
enum Restore {
    static func run(_ line: StoreLine) throws(OfflineError) {
        let restoration = try restoration(line)
        let target = try line.makeTarget()
        try OfflineError.catching { () throws(StorageError) in try restoration.write(to: target) }
        try Say.line("restored: revision \(restoration.state.revision), to `\(line.target)`")
        if restoration.state.time != 0 { try Say.line("last change: \(WallTime.text(restoration.state.time))") }
        try Say.line("digest: \(restoration.state.digest.hexadecimal)")
    }

    private static func restoration(_ line: StoreLine) throws(OfflineError) -> Restoration {
        switch try line.openSource() {
        case .directory(let disk):
            guard line.journal == nil else {
                throw .usage("`--journal` belongs to a backup: a directory has its own journal")
            }
            return try OfflineError.catching { () throws(Restoration.Failure) in
                try Restoration.from(disk, limit: line.limit)
            }
        case .file(let bytes):
            let backup = try OfflineError.catching { () throws(Damage) in
                try SnapshotReader.read(bytes, name: line.source)
            }
            guard let path = line.journal else {
                return try OfflineError.catching { () throws(Restoration.Failure) in
                    try Restoration.from(backup, limit: line.limit)
                }
            }
            let journal = try OfflineError.catching { () throws(DirectoryError) in try DirectoryView(path) }
            return try OfflineError.catching { () throws(Restoration.Failure) in
                try Restoration.from(backup, journal: journal, limit: line.limit)
            }
        }
    }
}
