/// The `ID` that a file gives to one of its objects. It is a claim of the file and never an id of ours.
///
/// Two ids are the same when their bytes are: strings that merely look alike to Unicode are different ids here.
public struct FileID: Sendable {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }
}

extension FileID: Hashable {
    public static func == (left: FileID, right: FileID) -> Bool {
        let (left, right) = (left.text.utf8.span, right.text.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        // Texts that look alike have one hash, which is no harm, and bytes by themselves would take much longer.
        hasher.combine(text)
    }
}

extension FileID: CustomStringConvertible {
    public var description: String { text }
}
