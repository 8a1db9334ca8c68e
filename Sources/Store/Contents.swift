internal import Digest

/// The folder of what attachments hold: carries out orders, one after the other.
///
/// A file has the digest of its bytes for a name, so that equal bytes lie there once. It is written aside as `upload-N`,
/// synced and renamed, and the folder is synced, before any record speaks of it. See `JOURNAL.md`.
public struct Contents<Disk: Storage> {
    private let disk: Disk
    private var uploads: [TransferID: Upload<Disk.File>] = [:]
    private var downloads: [TransferID: Download<Disk.File>] = [:]

    public init(on disk: Disk) { self.disk = disk }

    /// Carries out an order and reports what came of it, if there is anything to tell.
    public mutating func carryOut(_ order: ContentOrder, _ report: (ContentReport) -> Void) {
        do throws(StorageError) {
            if let result = try result(of: order) { report(result) }
        } catch {
            guard let id = order.transfer else { return report(.untidied(error)) }
            uploads[id]?.hasFailed = true
            downloads[id] = nil
            report(.failed(id, error))
        }
        // Also of a transfer that has failed, and with the chunk that it failed with.
        if case .write(let id, let bytes) = order { report(.written(id, bytes.count)) }
    }

    private mutating func result(of order: ContentOrder) throws(StorageError) -> ContentReport? {
        switch order {
        case .begin(let id): try begin(id)
        case .write(let id, let bytes): try write(bytes, to: id)
        case .seal(let id): try seal(id)
        case .place(let id, let digest): try place(id, as: digest)
        case .open(let id, let digest, let offset): try open(id, digest, at: offset)
        case .read(let id, let count): try read(count, of: id)
        case .end(let id): end(id)
        case .remove(let digest): try remove(digest)
        }
    }

    private mutating func end(_ id: TransferID) -> ContentReport {
        downloads[id] = nil
        guard uploads.removeValue(forKey: id) != nil else { return .ended(id, leftover: nil) }
        do throws(StorageError) {
            try disk.remove(ContentName.upload(id))
            return .ended(id, leftover: nil)
        } catch {
            return .ended(id, leftover: error)
        }
    }

    private func remove(_ digest: ContentDigest) throws(StorageError) -> ContentReport? {
        // What is lost already needs no removing.
        if try disk.holds(digest.hex) { try disk.remove(digest.hex) }
        return nil
    }
}

// MARK: - Up

private struct Upload<File: StorageFile> {
    let file: File
    let hash = SHA256Stream()
    var size = 0
    /// Bytes that no sync has seen.
    var unsynced = 0
    /// Nothing is done any more but to remove it.
    var hasFailed = false
}

extension Contents {
    private mutating func begin(_ id: TransferID) throws(StorageError) -> ContentReport? {
        precondition(uploads[id] == nil, "an upload begins once")
        uploads[id] = Upload(file: try disk.create(ContentName.upload(id)))
        return nil
    }

    private mutating func write(_ bytes: [UInt8], to id: TransferID) throws(StorageError) -> ContentReport? {
        guard var upload = uploads[id], !upload.hasFailed else { return nil }
        try upload.file.write(bytes, at: upload.size)
        upload.hash.add(bytes)
        upload.size += bytes.count
        upload.unsynced += bytes.count
        if upload.unsynced >= StoreLimits.unsyncedMax {
            try upload.file.sync()
            upload.unsynced = 0
        }
        uploads[id] = upload
        return nil
    }

    private mutating func seal(_ id: TransferID) throws(StorageError) -> ContentReport? {
        guard let upload = uploads[id], !upload.hasFailed else { return nil }
        try upload.file.sync()
        guard let digest = ContentDigest(upload.hash.finish()) else { preconditionFailure("a digest has 32 bytes") }
        return .sealed(id, digest)
    }

    /// Equal bytes that are there already are replaced: they may be damaged, and these are not.
    private mutating func place(_ id: TransferID, as digest: ContentDigest) throws(StorageError) -> ContentReport? {
        guard let upload = uploads[id], !upload.hasFailed else { return nil }
        try disk.rename(ContentName.upload(id), to: digest.hex)
        // From here on it is no upload: a folder that does not sync leaves a file that nothing refers to.
        uploads[id] = nil
        try disk.sync()
        return .placed(id)
    }
}

// MARK: - Down

private struct Download<File: StorageFile> {
    let file: File
    let digest: ContentDigest
    let size: Int
    var offset: Int
    /// `nil`: it did not begin with the first byte, so what it reads has no digest to compare.
    let hash: SHA256Stream?
}

extension Contents {
    private mutating func open(
        _ id: TransferID, _ digest: ContentDigest, at offset: Int
    ) throws(StorageError) -> ContentReport {
        guard try disk.holds(digest.hex) else { return .lost(id, digest, reason: "the file is missing") }
        let file = try disk.openForReading(digest.hex)
        let size = try file.size
        downloads[id] = Download(
            file: file, digest: digest, size: size, offset: offset, hash: offset == 0 ? SHA256Stream() : nil)
        return .opened(id, size)
    }

    private mutating func read(_ count: Int, of id: TransferID) throws(StorageError) -> ContentReport? {
        guard var download = downloads[id] else { return nil }
        let bytes = try download.file.read(count, at: download.offset)
        download.offset += bytes.count
        download.hash?.add(bytes)
        downloads[id] = download
        guard bytes.count == min(count, download.size - (download.offset - bytes.count)) else {
            downloads[id] = nil
            return .lost(id, download.digest, reason: "the file ends too early")
        }
        if download.offset == download.size, let hash = download.hash, hash.finish() != download.digest.bytes {
            downloads[id] = nil
            return .lost(id, download.digest, reason: "the file holds other bytes than were put there")
        }
        return .read(id, bytes)
    }
}
