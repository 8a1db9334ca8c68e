import OMEXML

extension Target {
    /// An arbitrary file for the importer: it is a document, or refused in one line that cannot steer a terminal.
    static func readDocument(_ bytes: ArraySlice<UInt8>) {
        var lenient = Reading.strict
        lenient.skipsBrokenLinks = true
        let strict = refusal(of: Array(bytes), as: .strict)
        let other = refusal(of: Array(bytes), as: lenient)
        precondition(strict != nil || other == nil, "what is right is refused when less is asked")
        for error in [strict, other].compactMap(\.self) {
            let isPrintable = error.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            precondition(isPrintable, "a refusal holds what a terminal obeys")
        }
    }

    private static func refusal(of file: [UInt8], as reading: Reading) -> OMEXMLError? {
        do throws(OMEXMLError) {
            _ = try Document(parsing: file, as: reading)
            return nil
        } catch {
            return error
        }
    }
}
