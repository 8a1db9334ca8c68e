import Foundation
import Protobuf

/// The lines of `Golden/vectors.txt`; what they mean is written in `make_vectors.py`.
enum Vectors {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// The fields of each line that begins with `kind`.
    static func lines(_ kind: String) throws -> [[String]] {
        let text = try String(contentsOf: folder.appending(path: "vectors.txt"), encoding: .utf8)
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            .filter { $0[0] == kind }
            .map { Array($0.dropFirst()) }
    }

    /// Decodes a message of the named type and encodes it again.
    static func recode(_ bytes: [UInt8], as type: String) throws(DecodingError) -> [UInt8] {
        type == "Node"
            ? try TestV1.Node(serializedBytes: bytes).serializedBytes()
            : try TestV1.AllTypes(serializedBytes: bytes).serializedBytes()
    }
}

/// Bytes from hexadecimal digits; a lone `-` stands for none.
func bytes(hex: String) -> [UInt8] {
    guard hex != "-" else { return [] }
    let digits = hex.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x57) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Hexadecimal digits of bytes.
func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
