/// What the files in the folder of contents are called.
enum ContentName {
    private static let uploadPrefix = "upload-"

    /// An upload while it comes in.
    static func upload(_ id: TransferID) -> String { "\(uploadPrefix)\(id.rawValue)" }

    /// Whether a stop left it behind in the middle of an upload.
    static func isLeftover(_ name: String) -> Bool {
        name.hasPrefix(uploadPrefix)
            && UInt64(name.dropFirst(uploadPrefix.count)).map { upload(TransferID($0)) } == name
    }
}

/// What a start finds in the folder of contents, and what it takes away: leftovers of uploads, and what no record
/// speaks of. A file with any other name is left alone.
public enum ContentTidying {
    /// - Returns: what records speak of and is not there: those downloads will fail, and all else is served.
    public static func tidy(_ disk: some Storage, for state: State) throws(StorageError) -> [ContentDigest] {
        let names = try disk.names()
        let present = Set(names.compactMap { ContentDigest(hex: $0) })
        let superfluous = names.filter { name in
            ContentName.isLeftover(name) || ContentDigest(hex: name).map { !state.holds($0) } ?? false
        }
        for name in superfluous { try disk.remove(name) }
        if !superfluous.isEmpty { try disk.sync() }
        return state.allContents.filter { !present.contains($0) }
    }
}
