/// Names that mean something else in Swift or in the generated code.
enum Reserved {
    static let types: Set<String> = [
        "Any", "Array", "Bool", "CaseIterable", "DecodingError", "Double", "Float", "Hashable", "Int32", "Int64",
        "Message", "MethodDescriptor", "Optional", "Protobuf", "Protocol", "RawRepresentable", "Reader", "Self",
        "Sendable", "String", "Swift", "Type", "UInt32", "UInt64", "UInt8", "Writer",
    ]

    /// Not even backticks make these usable, or a message already has a member of that name.
    static let members: Set<String> = [
        "allCases", "hashValue", "init", "protoMessageName", "rawValue", "self", "serializedBytes", "Protocol", "Self",
        "Type",
    ]

    static let keywords: Set<String> = [
        "Any", "as", "associatedtype", "await", "break", "case", "catch", "class", "continue", "default", "defer",
        "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard",
        "if", "import", "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
        "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch",
        "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]

    /// Words that keep their capitals inside a name.
    static let acronyms = [
        "http": "HTTP", "https": "HTTPS", "id": "ID", "ids": "IDs", "roi": "ROI", "rois": "ROIs", "uid": "UID",
        "url": "URL", "urls": "URLs", "xml": "XML",
    ]
}
