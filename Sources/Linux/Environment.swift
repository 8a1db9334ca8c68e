internal import CLinux
internal import Glibc

/// What the process was told by whoever started it. Nothing here ever changes it, so any thread can ask.
public enum Environment {
    /// The value of a variable, or nil if it is not set.
    public static func value(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Every variable, each as `NAME=value`.
    public static func all() -> [String] {
        guard var entry = unsafe cohort_environment() else { return [] }
        var variables: [String] = []
        while let text = unsafe entry.pointee {
            variables.append(unsafe String(cString: text))
            unsafe entry += 1
        }
        return variables
    }

    /// The path of a program: the name itself if it has a slash, else the first one of that name along `PATH`.
    public static func executable(named name: String) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        let directories = (value(of: "PATH") ?? "/usr/bin:/bin").split(separator: ":", omittingEmptySubsequences: true)
        return directories.lazy.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }

    /// The path that leads there without symbolic links, or nil if nothing is there.
    public static func resolved(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
