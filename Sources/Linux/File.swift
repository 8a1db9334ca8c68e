internal import CLinux
internal import Glibc

/// An open regular file. A directory opens it: see `Directory.openFile(_:for:)` and `Directory.createFile(_:)`.
public struct File: ~Copyable, Sendable {
    /// What the file is opened for.
    public enum Access: Hashable, Sendable { case reading, readingAndWriting }

    /// The largest number of zeros that is written at once while a file is allocated.
    private static let zerosMax = 1 << 20

    /// The open file itself, owned by this value.
    public let descriptor: Descriptor

    /// Takes over an open file.
    public init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// What the file system knows about the file.
    public func attributes() throws(SystemError) -> FileAttributes { try FileAttributes(of: descriptor) }

    /// Where the file is now, whatever it was called when it was opened; nil if the system does not say.
    public var path: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard unsafe cohort_file_path(descriptor.number, &buffer, buffer.count) == 0 else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// How many bytes the file holds.
    public var size: Int {
        get throws(SystemError) { try attributes().size }
    }

    /// Writes all of the bytes, the first one at `offset`, or says how many it could write.
    public func write(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(WriteError) {
        precondition(offset >= 0)
        var written = 0
        while written < bytes.count {
            do throws(SystemError) {
                written += try writeOnce(bytes.extracting(droppingFirst: written), at: offset + written)
            } catch {
                throw WriteError(written: written, cause: error)
            }
        }
    }

    /// Writes all of the bytes, the first one at `offset`, or says how many it could write.
    public func write(_ bytes: [UInt8], at offset: Int) throws(WriteError) { try write(bytes.span, at: offset) }

    private func writeOnce(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(SystemError) -> Int {
        let number = descriptor.number
        return try attempt("pwrite") {
            unsafe bytes.withUnsafeBytes { unsafe pwrite(number, $0.baseAddress, $0.count, offset) }
        }
    }

    /// Reads from `offset` on until the buffer is full or the file ends; answers how many bytes it read.
    public func read(into buffer: inout [UInt8], at offset: Int) throws(SystemError) -> Int {
        precondition(offset >= 0)
        let number = descriptor.number
        var filled = 0
        while filled < buffer.count {
            let size = try attempt("pread") {
                unsafe buffer.withUnsafeMutableBytes {
                    unsafe pread(number, $0.baseAddress! + filled, $0.count - filled, offset + filled)
                }
            }
            if size == 0 { break }
            filled += size
        }
        return filled
    }

    /// Up to `count` bytes from `offset` on; fewer only if the file ends before.
    public func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let filled = try read(into: &buffer, at: offset)
        buffer.removeLast(count - filled)
        return buffer
    }

    /// The whole file, as large as it is when reading starts.
    public func readAll() throws(SystemError) -> [UInt8] { try read(try size, at: 0) }

    /// Returns when the bytes, and what is needed to find them again, are on the disk.
    public func dataSync() throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fdatasync") { fdatasync(number) }
    }

    /// Returns when the bytes and all attributes are on the disk.
    public func sync() throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fsync") { fsync(number) }
    }

    /// Cuts the file, or grows it by a hole.
    public func truncate(to size: Int) throws(SystemError) {
        precondition(size >= 0)
        let number = descriptor.number
        _ = try attempt("ftruncate") { ftruncate(number, size) }
    }

    /// Grows the file to `size` with zeros that are really there, so that a later sync of bytes written over them needs
    /// no change of the file's own records.
    ///
    /// The space is asked for first: a full disk is found out before anything is written. Reserved blocks alone would not
    /// do, because the first write to each of them changes the records once more.
    public func allocate(_ size: Int) throws(WriteError) {
        let start: Int
        do throws(SystemError) {
            start = try self.size
            try reserve(from: start, to: size)
        } catch {
            throw WriteError(written: 0, cause: error)
        }
        try fill(from: start, to: size)
    }

    private func reserve(from start: Int, to end: Int) throws(SystemError) {
        guard start < end else { return }
        let number = descriptor.number
        do throws(SystemError) {
            _ = try attempt("fallocate") { cohort_allocate(number, UInt64(start), UInt64(end - start)) }
        } catch {
            // Not every file system can reserve; writing the zeros then takes the space all the same.
            guard error.code == EOPNOTSUPP else { throw error }
        }
    }

    private func fill(from start: Int, to end: Int) throws(WriteError) {
        guard start < end else { return }
        let zeros = [UInt8](repeating: 0, count: min(Self.zerosMax, end - start))
        var offset = start
        while offset < end {
            let count = min(zeros.count, end - offset)
            do throws(WriteError) {
                try write(zeros.span.extracting(first: count), at: offset)
            } catch {
                throw WriteError(written: offset - start + error.written, cause: error.cause)
            }
            offset += count
        }
    }
}

extension File {
    /// Opens the regular file at a path for reading.
    public init(reading path: String) throws(SystemError) {
        let file = File(
            owning: Descriptor(
                owning: try attempt("open") { unsafe cohort_file_open_at(AT_FDCWD, path, Int32(COHORT_READ)) }))
        guard try file.attributes().kind == .regular else { throw SystemError(call: "open", code: EINVAL) }
        self = file
    }

    /// The bytes of the regular file at a path. One that is larger than `sizeMax` is not read: `EFBIG`.
    public static func readWhole(_ path: String, sizeMax: Int) throws(SystemError) -> [UInt8] {
        let file = try File(reading: path)
        guard try file.size <= sizeMax else { throw SystemError(call: "open", code: EFBIG) }
        return try file.readAll()
    }
}
