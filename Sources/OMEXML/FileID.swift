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
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        // Ends the id, so that no two ids in a row can be told as one.
        hasher.combine(0xFF as UInt8)
    }
}

extension FileID: CustomStringConvertible {
    public var description: String { text }
}
