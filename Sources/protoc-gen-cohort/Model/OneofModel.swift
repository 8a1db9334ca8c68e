/// Fields of which at most one is set: an enum, and an optional property of it.
struct OneofModel {
    let property: String
    let typeName: String
    let choices: [FieldModel]
    let comments: [String]

    /// Nil for the oneof that protoc makes of an `optional` field.
    init?(_ oneof: Plugin.Oneof, fields: [FieldModel], besides types: Set<String>, comments: [String]) {
        let property = SwiftNames.member(oneof.name)
        choices = fields.filter { field in
            if case .choice(_, property) = field.shape { true } else { false }
        }
        guard !choices.isEmpty else { return nil }
        self.property = property
        let name = SwiftNames.type(oneof.name, suffix: "Oneof")
        typeName = types.contains(name) ? name + "Oneof" : name
        self.comments = comments
    }
}
