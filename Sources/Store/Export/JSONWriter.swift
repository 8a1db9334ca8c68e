/// The text of one JSON object as it is written, member after member: the mapping of protobuf's messages.
///
/// Members at their default are left out. Numbers of 64 bits are strings, and bytes are base64.
struct JSONWriter {
    private(set) var text = "{"

    private mutating func begin(_ name: String) {
        if text.last != "{" { text += "," }
        text += "\"\(name)\":"
    }

    mutating func member(_ name: String, _ number: UInt32) { if number != 0 { always(name, number) } }

    /// A member that is there even at its default.
    mutating func always(_ name: String, _ number: UInt32?) {
        guard let number else { return }
        begin(name)
        text += "\(number)"
    }

    mutating func member(_ name: String, _ number: UInt64) { if number != 0 { always(name, "\(number)") } }

    mutating func member(_ name: String, _ number: Int64) { if number != 0 { always(name, "\(number)") } }

    mutating func member(_ name: String, _ truth: Bool) { if truth { always(name, truth) } }

    mutating func always(_ name: String, _ truth: Bool) {
        begin(name)
        text += truth ? "true" : "false"
    }

    mutating func member(_ name: String, _ string: String) { if !string.isEmpty { always(name, string) } }

    mutating func always(_ name: String, _ string: String) {
        begin(name)
        append(string)
    }

    mutating func member(_ name: String, _ bytes: [UInt8]) {
        if !bytes.isEmpty { always(name, Base64.text(of: bytes)) }
    }

    mutating func always(_ name: String, _ number: Double) {
        begin(name)
        switch number {
        case .infinity: append("Infinity")
        case -.infinity: append("-Infinity")
        // There are many, and each comes back as it was.
        case _ where number.isNaN && number.bitPattern != Double.nan.bitPattern:
            append("NaN:\(number.bitPattern.paddedHex)")
        case _ where number.isNaN: append("NaN")
        default: text += "\(number)"
        }
    }

    mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        begin(name)
        text += Self.object(body)
    }

    mutating func member<Element>(
        _ name: String, _ elements: [Element], _ body: (Element, inout JSONWriter) -> Void
    ) {
        guard !elements.isEmpty else { return }
        begin(name)
        let objects = elements.map { element in Self.object { body(element, &$0) } }
        text += "[" + objects.joined(separator: ",") + "]"
    }

    static func object(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return writer.text + "}"
    }

    private mutating func append(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

/// Bytes as text, four letters for three of them (RFC 4648, section 4).
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let number = (0..<3).reduce(0) { $0 << 8 | ($1 < part.count ? Int(part[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(place <= part.count ? letters[number >> (18 - 6 * place) & 63] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` unless it is exactly what `text(of:)` writes.
    static func bytes(of text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var number = 0
        var count = 0
        for letter in text.utf8 where letter != padding {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            number = number << 6 | value
            count += 1
            if count % 4 == 0 {
                bytes += [UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
                number = 0
            }
        }
        switch count % 4 {
        case 2: bytes.append(UInt8(number >> 4 & 255))
        case 3: bytes += [UInt8(number >> 10 & 255), UInt8(number >> 2 & 255)]
        default: break
        }
        return self.text(of: bytes) == text ? bytes : nil
    }
}
