/// A `.proto` file as the generated code has it.
struct FileModel {
    let sourceName: String
    /// `cohort/v1/objects.proto` is written to `objects.pb.swift`.
    let outputName: String
    let namespace: String
    let package: String
    let enums: [EnumModel]
    let messages: [MessageModel]
    let services: [ServiceModel]

    init(_ file: Plugin.File, in schema: Schema) throws(GeneratorError) {
        guard file.syntax == "proto3" else { throw .notProto3(file: file.name) }
        guard !file.package.isEmpty else { throw .noPackage(file: file.name) }
        sourceName = file.name
        outputName = Self.outputName(for: file.name)
        namespace = SwiftNames.namespace(package: file.package)
        package = file.package

        let comments = Comments(file.sourceInfo)
        var enums: [EnumModel] = []
        for (index, type) in file.enums.enumerated() {
            enums.append(try EnumModel(type, path: [5, Int32(index)], comments: comments))
        }
        var messages: [MessageModel] = []
        for (index, type) in file.messages.enumerated() {
            let path = [4, Int32(index)]
            messages.append(try MessageModel(type, scope: package, path: path, comments: comments, in: schema))
        }
        var services: [ServiceModel] = []
        for (index, service) in file.services.enumerated() {
            let path = [6, Int32(index)]
            services.append(try ServiceModel(service, package: package, path: path, comments: comments, in: schema))
        }
        (self.enums, self.messages, self.services) = (enums, messages, services)
        // A type named like the namespace would hide all others of it.
        try refuseTwins(typeNames + [namespace], in: package)
    }

    /// What the file declares in its namespace.
    var typeNames: [String] { enums.map(\.name) + messages.map(\.name) + services.map(\.name) }

    private static func outputName(for sourceName: String) -> String {
        let file = sourceName.split(separator: "/").last ?? ""
        return (file.hasSuffix(".proto") ? file.dropLast(6) : file) + ".pb.swift"
    }
}

/// Different names of a `.proto` file can be one name in Swift; then its author must choose another.
func refuseTwins(_ names: [String], in scope: String) throws(GeneratorError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .nameTaken(name, in: scope) }
}
