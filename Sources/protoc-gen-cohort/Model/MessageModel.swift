/// A message as the generated code has it.
struct MessageModel {
    let name: String
    let fullName: String
    /// In the order of the `.proto` file.
    let fields: [FieldModel]
    let oneofs: [OneofModel]
    let messages: [MessageModel]
    let enums: [EnumModel]
    let comments: [String]

    init(
        _ type: Plugin.MessageType, scope: String, path: [Int32], comments: Comments, in schema: Schema
    ) throws(GeneratorError) {
        name = SwiftNames.type(type.name, suffix: "Message")
        fullName = scope + "." + type.name
        self.comments = comments.about(path)

        var fields: [FieldModel] = []
        for (index, field) in type.fields.enumerated() {
            let comments = comments.about(path + [2, Int32(index)])
            fields.append(try FieldModel(field, of: type, comments: comments, in: schema))
        }
        var messages: [MessageModel] = []
        for (index, inner) in type.messages.enumerated() where inner.options?.isMapEntry != true {
            let path = path + [3, Int32(index)]
            messages.append(try MessageModel(inner, scope: fullName, path: path, comments: comments, in: schema))
        }
        var enums: [EnumModel] = []
        for (index, inner) in type.enums.enumerated() {
            enums.append(try EnumModel(inner, path: path + [4, Int32(index)], comments: comments))
        }
        let types = messages.map(\.name) + enums.map(\.name)
        oneofs = type.oneofs.enumerated().compactMap { index, oneof in
            let comments = comments.about(path + [8, Int32(index)])
            return OneofModel(oneof, fields: fields, besides: Set(types), comments: comments)
        }
        (self.fields, self.messages, self.enums) = (fields, messages, enums)

        try refuseTwins(types + oneofs.map(\.typeName), in: fullName)
        try refuseTwins(fields.map(\.name) + oneofs.map(\.property), in: fullName)
    }
}
