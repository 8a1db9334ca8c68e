// How segments are begun, gone on with and ended when the journal is opened.

extension Journal {
    /// Brings what recovery found to disk, and takes away what is torn, or somebody might once take it for a batch.
    ///
    /// Whoever wrote the last batch may have been killed before it was synced, or have ended because that failed. Then
    /// the system takes the bytes for written: only writing them again helps.
    static func reopen(_ tail: JournalEnd.Tail, on disk: Disk) throws(StorageError) -> Disk.File {
        let file = try disk.open(FileName.segment(first: tail.header.first))
        try file.truncate(to: tail.offset)
        try file.write(try file.read(tail.offset - tail.lastBatch, at: tail.lastBatch), at: tail.lastBatch)
        try file.sync()
        return file
    }

    static func seal(
        _ tail: JournalEnd.Tail, of file: Disk.File, before end: JournalEnd, with reserve: inout Reserve<Disk>
    ) throws(StorageError) {
        let bytes = Batch.seal(next: end.next, chain: end.chain, seed: tail.header.seed)
        do throws(StorageError) { try file.write(bytes, at: tail.offset) } catch {
            guard error.isSpaceShortage, try reserve.release(bytes.count) else { throw error }
            try file.write(bytes, at: tail.offset)
        }
        try file.sync()
    }

    /// A start on a full disk goes on with the reserve: what frees space must be possible.
    static func create(
        _ header: SegmentHeader, on disk: Disk, with reserve: inout Reserve<Disk>
    ) throws(StorageError) -> Disk.File {
        do throws(StorageError) { return try create(header, on: disk) } catch {
            guard error.isSpaceShortage, try reserve.release(SegmentHeader.size) else { throw error }
            return try create(header, on: disk)
        }
    }

    /// Makes a segment aside and gives it its name when it is whole: a segment that has a name has a header. The name is
    /// there to stay once the directory is synced.
    static func create(_ header: SegmentHeader, on disk: Disk) throws(StorageError) -> Disk.File {
        if try disk.names().contains(FileName.newSegment) { try disk.remove(FileName.newSegment) }
        let file = try disk.create(FileName.newSegment)
        try file.write(header.encoded, at: 0)
        try file.sync()
        try disk.rename(FileName.newSegment, to: FileName.segment(first: header.first))
        return file
    }
}
