/// Bytes as people copy them: two digits each.
extension Collection<UInt8> {
    var hexadecimal: String {
        map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}

extension [UInt8] {
    /// `nil` if the text is empty, or no such digits.
    init?(hexadecimal text: String) {
        let digits = [UInt8](text.utf8)
        self = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16)
        }
        guard count * 2 == digits.count, !isEmpty else { return nil }
    }
}
