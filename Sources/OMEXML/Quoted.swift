/// Words of a file in backticks, fit for a terminal.
func quoted(_ text: String) -> String {
    "`\(escaped(text))`"
}

/// The text with everything escaped that could steer a terminal or turn its direction, and cut where it gets long.
func escaped(_ text: String) -> String {
    let sizeMax = 80
    var result = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
        guard count < sizeMax else { return result + "…" }
        if scalar.steersTerminal {
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension Unicode.Scalar {
    fileprivate var steersTerminal: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }
}
