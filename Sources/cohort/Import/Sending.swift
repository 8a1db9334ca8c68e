internal import CohortClient
internal import Protobuf
internal import Wire

extension Lab {
    /// So many entries may fit into one frame; it is tried.
    private static let entriesOfOneMax = 5_000
    /// The envelope takes a little of the frame.
    private static let requestSizeMax = WireLimits.frameSizeMax - 1_000

    /// Sends what is to be made: in one request where it fits, which every daemon understands, else in parts.
    func send(_ draft: ImportDraft, isRehearsal: Bool) throws(Failure) -> V1.ImportReply {
        if draft.entries.count <= Self.entriesOfOneMax {
            // A target that is named by its id may lie in another group: the refusal then says so.
            let request = V1.ImportRequest.with {
                ($0.objects, $0.dryRun, $0.scope) = (draft.entries, isRehearsal, .all)
            }
            if request.serializedBytes().count <= Self.requestSizeMax {
                return try call(V1.Objects.`import`, request)
            }
        }
        guard draft.entries.count <= WireLimits.importStreamMax else {
            throw .file(
                "that makes \(draft.entries.count) objects and links, and an import takes "
                    + "\(WireLimits.importStreamMax): split the file")
        }
        let client = try client()
        return try Lab.calling { () throws(CallError) in
            let parts = try client.beginImport(.with { ($0.dryRun, $0.scope) = (isRehearsal, .all) })
            try parts.add(draft.entries)
            return try parts.finish()
        }
    }
}
