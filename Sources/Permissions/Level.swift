/// What the members of a group may do with each other's data (`PERMISSIONS.md`, section 2).
///
/// The raw values are those of the journal and the wire. They ascend with what is allowed.
public enum Level: UInt8, CaseIterable, Comparable, Sendable {
    /// `rw----`: members see their own data only.
    case `private` = 1
    /// `rwr---`: members see each other's data.
    case readOnly = 2
    /// `rwra--`: members see and annotate each other's data.
    case readAnnotate = 3
    /// `rwrw--`: members do with each other's data nearly all they may do with their own.
    case readWrite = 4

    public static func < (lhs: Level, rhs: Level) -> Bool { lhs.rawValue < rhs.rawValue }
}
