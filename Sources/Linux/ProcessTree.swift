internal import CLinux
internal import Glibc

/// What this process starts from now on, and what that starts, wherever it puts itself: in groups and sessions of its own,
/// and with parents that have ended.
///
/// One at a time, in a process that waits for no other children meanwhile.
public struct ProcessTree: Sendable {
    /// Children from before, which are nobody's business here.
    private let before: Set<Int32>

    /// From now on a process whose parent ends becomes a child of this one.
    public init() throws(SystemError) {
        _ = try attempt("prctl") { cohort_adopt_orphans() }
        before = Set(try Self.children(of: getpid()))
    }

    /// Ends every process of the tree, and waits until none is left.
    public func end() throws(SystemError) {
        while true {
            let roots = try Self.children(of: getpid()).filter { !before.contains($0) }
            guard !roots.isEmpty else { return }
            // Who stands still starts no other, so that none is missed by those who follow.
            for id in try freeze(below: roots) { try Self.signal(id, SIGKILL) }
            for id in roots { try Self.wait(for: id) }
        }
    }

    private func freeze(below roots: [Int32]) throws(SystemError) -> Set<Int32> {
        var frozen: Set<Int32> = []
        while true {
            let fresh = try Self.descendants(from: roots).filter { !frozen.contains($0) }
            guard !fresh.isEmpty else { return frozen }
            for id in fresh {
                try Self.signal(id, SIGSTOP)
                frozen.insert(id)
            }
        }
    }

    private static func descendants(from roots: [Int32]) throws(SystemError) -> [Int32] {
        var found = roots
        var next = 0
        while next < found.count {
            found += try children(of: found[next])
            next += 1
        }
        return found
    }

    private static func children(of id: Int32) throws(SystemError) -> [Int32] {
        var children = [Int32](repeating: 0, count: 64)
        while true {
            let count = Int(
                try attempt("opendir") { unsafe cohort_process_children(id, &children, Int32(children.count)) })
            if count <= children.count { return Array(children.prefix(count)) }
            children = Array(repeating: 0, count: count)
        }
    }

    private static func signal(_ id: Int32, _ signal: Int32) throws(SystemError) {
        do throws(SystemError) {
            _ = try attempt("kill") { kill(id, signal) }
        } catch {
            // It ended by itself.
            guard error.code == ESRCH else { throw error }
        }
    }

    private static func wait(for id: Int32) throws(SystemError) {
        var status: Int32 = 0
        _ = try attempt("waitpid") { unsafe waitpid(id, &status, 0) }
    }
}

/// What other processes of the same user may do with this one.
public enum Memory {
    /// They read neither its memory nor its environment nor its descriptors from now on.
    public static func hide() throws(SystemError) { _ = try attempt("prctl") { cohort_hide_memory() } }
}
