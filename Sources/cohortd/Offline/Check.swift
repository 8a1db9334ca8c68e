internal import Linux
internal import Store

/// `store check`: reads everything, and says what is there.
enum Check {
    static func run(_ line: StoreLine) throws(OfflineError) {
        let inspection: Inspection
        switch try line.openSource() {
        case .directory(let disk):
            do throws(Recovery.Failure) { inspection = try Inspection(of: disk) } catch {
                throw .failed("\(error); `cohortd store salvage \(line.source) --to NEW` copies what is sound")
            }
        case .file(let bytes):
            do throws(Damage) { inspection = try Inspection(ofSnapshot: bytes, name: line.source) } catch {
                throw .failed("\(error); it is no use for `cohortd store restore`: take another backup")
            }
        }
        try report(inspection)
        if let inconsistency = inspection.inconsistency {
            throw .failed("the bytes are as they were written, but \(inconsistency)")
        }
        if let gap = inspection.trail?.gaps.first {
            throw .failed(
                "what a start reads is sound, but the audit trail lacks revisions \(gap.first) to \(gap.last): "
                    + (gap.damage.map { "\($0)" } ?? "they are gone"))
        }
    }

    private static func report(_ inspection: Inspection) throws(OfflineError) {
        let state = inspection.state
        var lines = [("revision", "\(state.revision)")]
        // The first format does not say it.
        if state.time != 0 { lines.append(("last change", WallTime.text(state.time))) }
        lines.append(("digest", inspection.digest.hexadecimal))
        if let version = inspection.snapshotVersion {
            lines.append(("snapshot", "format version \(version), revision \(inspection.snapshotRevision)"))
        }
        if inspection.segmentCount > 0 {
            lines.append(
                ("journal", "format version \(Inspection.journalVersion), segments: \(inspection.segmentCount)"))
        }
        if let trail = inspection.trail {
            lines.append(("audit trail", "from revision \(trail.firstRevision) on, segments: \(trail.segmentCount)"))
        }
        lines += [
            ("users", "\(state.userCount)"), ("groups", "\(state.groupCount)"),
            ("memberships", "\(state.membershipCount)"), ("sessions", "\(state.sessionCount)"),
            ("objects", "\(state.objectCount)"), ("receipts", "\(state.receiptCount)"),
        ]
        if let torn = inspection.torn {
            lines.append(("torn", "\(torn): nobody was told that it was written, and a start cuts it off"))
        }
        for (name, value) in lines { try Say.line("\(name): \(value)") }
    }
}
