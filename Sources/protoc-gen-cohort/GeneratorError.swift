/// Why no Swift is written for a `.proto` file. protoc shows the sentence and fails.
enum GeneratorError: Error {
    case unknownOption(String)
    case notProto3(file: String)
    case noPackage(file: String)
    case fileNameTaken(String, by: String)
    case unknownType(String)
    case groupField(String)
    case nameTaken(String, in: String)
    case containsItself(message: String, field: String)
}

extension GeneratorError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownOption(let option): "unknown option `\(option)`: only `Visibility=public|internal` is known"
        case .notProto3(let file): "`\(file)` is not proto3"
        case .noPackage(let file): "`\(file)` has no package, so its types have no Swift namespace"
        case .fileNameTaken(let file, let other): "`\(file)` and `\(other)` would be written to one Swift file"
        case .unknownType(let name): "type `\(name)` is in none of the files"
        case .groupField(let field): "field `\(field)` is a group"
        case .nameTaken(let name, let scope): "two declarations in `\(scope)` are called `\(name)` in Swift"
        case .containsItself(let message, let field):
            "message `\(message)` contains itself through `\(field)`; make that field repeated"
        }
    }
}
