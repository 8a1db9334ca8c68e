internal import CLinux
internal import Glibc

/// Why a directory could not be locked.
public enum LockError: Error, Hashable, Sendable {
    /// Another process has the lock; which one, if it said so.
    case held(by: Int32?)
    case system(SystemError)
}

extension LockError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .held(let process?): "in use by process \(process)"
        case .held(nil): "in use by another process"
        case .system(let error): "\(error)"
        }
    }
}

/// The exclusive right to a directory, for as long as this value lives; the kernel takes it back from a dead process.
///
/// The file of the lock stays: were it removed, two processes could each hold a lock on a file of that name.
public struct DirectoryLock: ~Copyable, Sendable {
    private let file: File

    init(_ name: String, _ directory: Int32) throws(LockError) {
        let file = try Self.open(name, directory)
        try Self.take(file)
        self.file = file
    }

    /// Takes a lock whose file exists, and writes nothing: the disk may be one that is only read.
    init(quietly name: String, _ directory: Int32) throws(LockError) {
        let opened: Int32
        do throws(SystemError) {
            opened = try attempt("openat") { unsafe cohort_file_open_at(directory, name, Int32(COHORT_READ)) }
        } catch {
            throw .system(error)
        }
        let file = File(owning: Descriptor(owning: opened))
        do throws(SystemError) {
            _ = try attempt("flock") { cohort_lock_exclusive(opened) }
        } catch {
            throw error.code == EWOULDBLOCK ? .held(by: Self.holder(of: file)) : .system(error)
        }
        self.file = file
    }

    deinit {
        // Closing alone would not do: a child that has not come to its execve yet holds the same open file.
        _ = cohort_unlock(file.descriptor.number)
    }

    private static func open(_ name: String, _ directory: Int32) throws(LockError) -> File {
        do throws(SystemError) {
            let opened = try attempt("openat") { unsafe cohort_file_open_or_create_at(directory, name, 0o600) }
            return File(owning: Descriptor(owning: opened))
        } catch {
            throw .system(error)
        }
    }

    private static func take(_ file: borrowing File) throws(LockError) {
        let number = file.descriptor.number
        do throws(SystemError) {
            _ = try attempt("flock") { cohort_lock_exclusive(number) }
            try file.truncate(to: 0)
        } catch {
            throw error.code == EWOULDBLOCK ? .held(by: holder(of: file)) : .system(error)
        }
        do throws(WriteError) {
            try file.write(Array("\(getpid())\n".utf8), at: 0)
        } catch {
            throw .system(error.cause)
        }
    }

    // Only for the message: a holder that is just writing its number, or cannot be read, goes unnamed.
    private static func holder(of file: borrowing File) -> Int32? {
        do throws(SystemError) {
            let text = try file.read(32, at: 0).prefix { $0 != UInt8(ascii: "\n") }
            return Int32(String(decoding: text, as: UTF8.self))
        } catch {
            return nil
        }
    }
}
