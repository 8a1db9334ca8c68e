/// A name and its value on an element. The name is as written: attributes of the schemas have no prefix.
struct Attribute {
    let name: String
    let value: String
}

/// One element of a file with all that lies in it.
struct Element {
    /// The local name; for an element of a namespace that is not the file's, the namespace in braces comes before.
    let name: String
    let line: Int
    let attributes: [Attribute]
    var text = ""
    /// The bytes of text, also where the text is not kept.
    var textSize = 0
    var children: [Element] = []

    subscript(_ attribute: String) -> String? {
        attributes.first { $0.name == attribute }?.value
    }

    func required(_ attribute: String) throws(OMEXMLError) -> String {
        guard let value = self[attribute] else {
            throw .missingAttribute(attribute, element: name, line: line)
        }
        return value
    }

    /// An attribute that older versions call otherwise.
    func required(_ attribute: String, or older: String) throws(OMEXMLError) -> String {
        if let value = self[older] { return value }
        return try required(attribute)
    }

    /// The id, which must be there.
    func id() throws(OMEXMLError) -> FileID {
        FileID(try required("ID"))
    }
}
