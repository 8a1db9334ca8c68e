extension String {
    /// Bytes of a quotation: more tells nobody anything.
    private static let quotationSizeMax = 300

    /// A client's words inside a sentence: between backticks, on one line and short, whatever they are.
    var quoted: String {
        var quotation = "`"
        for scalar in unicodeScalars {
            guard quotation.utf8.count < Self.quotationSizeMax else { return quotation + "...`" }
            quotation.unicodeScalars.append(scalar.isPlain ? scalar : "\u{FFFD}")
        }
        return quotation + "`"
    }
}

extension Unicode.Scalar {
    /// Whether it neither ends the quotation nor does anything to a terminal but take its place.
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        default: self != "`"
        }
    }
}
