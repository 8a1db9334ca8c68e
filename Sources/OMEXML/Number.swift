extension String {
    /// Without the white space that XML allows around numbers and ids.
    var trimmed: String {
        let isBlank = { (character: Character) in character.isASCII && character.isWhitespace }
        let start = drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }
}

/// Numbers as files write them: signs and leading zeros are common, `1e999` and `NaN` are no sizes.
enum Number {
    static func double(_ text: String, name: String, line: Int) throws(OMEXMLError) -> Double {
        let text = text.trimmed
        // Of all that the standard library reads, XML allows only decimal digits: no hexadecimals, no `inf`.
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(text), value.isFinite
        else { throw .notANumber(text, name: name, line: line) }
        return value
    }

    /// A number that may also be `NaN`, `INF` or `-INF`, as XML Schema writes them.
    static func anyDouble(_ text: String, name: String, line: Int) throws(OMEXMLError) -> Double {
        switch text.trimmed {
        case "NaN": .nan
        case "INF", "+INF": .infinity
        case "-INF": -.infinity
        default: try double(text, name: name, line: line)
        }
    }

    static func integer<Value: FixedWidthInteger>(
        _ text: String, name: String, line: Int
    ) throws(OMEXMLError) -> Value {
        guard let value = Value(text.trimmed) else { throw .notANumber(text.trimmed, name: name, line: line) }
        return value
    }

    static func boolean(_ text: String, name: String, line: Int) throws(OMEXMLError) -> Bool {
        switch text.trimmed {
        case "true", "1": true
        case "false", "0": false
        default: throw .notABoolean(text.trimmed, name: name, line: line)
        }
    }

    /// A count of pixels, planes or channels: 1 to 2147483647.
    static func count(_ text: String, name: String, line: Int) throws(OMEXMLError) -> Int {
        guard let value = Int32(text.trimmed), value > 0 else { throw .notASize(text.trimmed, name: name, line: line) }
        return Int(value)
    }

    /// A length; not below zero, and finite.
    static func length(_ text: String, name: String, line: Int) throws(OMEXMLError) -> Double {
        do throws(OMEXMLError) {
            let value = try double(text, name: name, line: line)
            if value >= 0 { return value }
        } catch {
            throw .notASize(text.trimmed, name: name, line: line)
        }
        throw .notASize(text.trimmed, name: name, line: line)
    }

    /// A colour: red, green, blue and opacity in 32 bits, written with a sign or without.
    static func colour(_ text: String) -> Int32? {
        guard let value = Int64(text.trimmed) else { return nil }
        guard value >= Int64(Int32.min), value <= Int64(UInt32.max) else { return nil }
        return Int32(truncatingIfNeeded: value)
    }
}

extension Element {
    func integer<Value: FixedWidthInteger>(_ attribute: String) throws(OMEXMLError) -> Value? {
        guard let text = self[attribute] else { return nil }
        return try Number.integer(text, name: attribute, line: line)
    }

    func count(_ attribute: String) throws(OMEXMLError) -> Int {
        try Number.count(try required(attribute), name: attribute, line: line)
    }
}
