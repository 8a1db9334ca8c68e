internal import Linux

/// The token of a session that `login` opened, in a file that only its owner reads.
struct TokenFile {
    /// More than any token has.
    private static let sizeMax = 4_096

    private let path: String

    init(_ arguments: Arguments) {
        // A variable that is empty is as good as none.
        let named = arguments.value("--session") ?? Environment.value(of: "COHORT_SESSION")
        if let named, !named.isEmpty, !named.hasSuffix("/") {
            path = named
        } else if let directory = Environment.value(of: "XDG_RUNTIME_DIR"), !directory.isEmpty {
            path = directory + "/cohort-session"
        } else {
            path = (Environment.value(of: "HOME") ?? "/") + "/.cohort-session"
        }
    }

    private var directory: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
    private var name: String { String(path.split(separator: "/").last ?? "") }

    private func openDirectory() throws(SystemError) -> Directory {
        try Directory(opening: path.hasPrefix("/") ? directory + "/" : "./" + directory)
    }

    /// The token; `nil` if nobody has logged in.
    func read() throws(Failure) -> [UInt8]? {
        let found: (isPrivate: Bool, token: [UInt8])?
        do throws(SystemError) {
            found = try look()
        } catch {
            throw .local("the session in `\(path)` cannot be read: \(error)")
        }
        guard let found else { return nil }
        guard found.isPrivate else {
            throw .local("the session in `\(path)` is open to others: chmod 0600 it, or log in again")
        }
        return found.token
    }

    private func look() throws(SystemError) -> (isPrivate: Bool, token: [UInt8])? {
        let directory = try openDirectory()
        guard try directory.attributes(of: name) != nil else { return nil }
        // Asked of the file that is read, whatever has its name by now.
        let file = try directory.openFile(name, for: .reading)
        let attributes = try file.attributes()
        guard attributes.kind == .regular, attributes.isPrivate else { return (false, []) }
        return (true, try file.read(min(attributes.size, Self.sizeMax), at: 0))
    }

    func write(_ token: [UInt8]) throws(Failure) {
        do throws(SystemError) {
            let directory = try openDirectory()
            let temporary = name + ".new"
            if try directory.attributes(of: temporary) != nil { try directory.remove(temporary) }
            let file = try directory.createFile(temporary)
            try file.writeAll(token)
            try directory.rename(temporary, to: name)
        } catch {
            throw .local("the session cannot be stored in `\(path)`: \(error)")
        }
    }

    /// Forgets the session. Answers whether there was one.
    func remove() throws(Failure) -> Bool {
        do throws(SystemError) {
            let directory = try openDirectory()
            guard try directory.attributes(of: name) != nil else { return false }
            try directory.remove(name)
            return true
        } catch {
            throw .local("`\(path)` cannot be removed: \(error)")
        }
    }
}

extension File {
    fileprivate func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        do throws(WriteError) { try write(bytes, at: 0) } catch { throw error.cause }
    }
}
