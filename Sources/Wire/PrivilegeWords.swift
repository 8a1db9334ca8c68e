/// What the privileges of a restricted administrator are called, in sentences, scenarios and on the command line.
///
/// The messages hold them as bits (`accounts.proto`, `User.privileges`).
public enum PrivilegeWords {
    /// In the order of their bits.
    public static let all = [
        "move", "give", "write-data", "delete-data", "manage-groups", "manage-membership", "manage-users",
        "manage-scripts", "sudo",
    ]

    /// The privilege of a word, as its bit.
    public static func bit(of word: String) -> UInt32? {
        all.firstIndex(of: word).map { 1 << UInt32($0) }
    }

    /// The words for these privileges.
    public static func words(for bits: UInt32) -> [String] {
        all.indices.filter { bits & 1 << UInt32($0) != 0 }.map { all[$0] }
    }
}
