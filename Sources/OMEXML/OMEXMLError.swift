/// Why a file was refused: one case for each rule. Lines count from 1.
public enum OMEXMLError: Error, Hashable, Sendable {
    case empty
    case overLimit(Limit, max: Int, line: Int)

    case unknownEncoding(String)
    case notUTF8(line: Int)
    case notUTF16
    case controlCharacter(UInt8, line: Int)

    /// Not well-formed; the reason is the parser's.
    case malformed(reason: String, line: Int)
    case doctype(line: Int)
    case entityReference(line: Int)

    case notOME(root: String, namespace: String, line: Int)
    /// A version older than any we read.
    case versionTooOld(String)
    case unknownVersion(String)

    case missingAttribute(String, element: String, line: Int)
    case notANumber(String, name: String, line: Int)
    case notASize(String, name: String, line: Int)
    case notABoolean(String, name: String, line: Int)

    case duplicateID(FileID, lines: [Int])
    case brokenLink(BrokenLink)
    case secondParent(FileID, of: FileID, line: Int)
    case cycle(FileID, ObjectKind, line: Int)
    /// Two wells of one plate in one place.
    case sameWell(row: Int, column: Int, plate: FileID, lines: [Int])
}
