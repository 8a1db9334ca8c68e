import Glibc
import Protobuf

/// Writes one Swift file for each `.proto` file that protoc was asked for.
///
///     protoc --plugin=protoc-gen-cohort --cohort_out=DIRECTORY -I Protocol Protocol/cohort/v1/*.proto
///
/// All files of a package are generated in one run: the first of them declares the package's namespace.
@main
enum Generator {
    static func main() {
        guard let input = readStandardInput() else { fail("cannot read standard input") }
        let request: Plugin.Request
        do throws(DecodingError) {
            request = try Plugin.Request(serializedBytes: input)
        } catch {
            fail("cannot read the request of protoc: \(error)")
        }
        guard write(answer(to: request).serializedBytes(), to: STDOUT_FILENO) else {
            fail("cannot write to standard output")
        }
    }

    private static func fail(_ sentence: String) -> Never {
        _ = write(Array("protoc-gen-cohort: \(sentence)\n".utf8), to: STDERR_FILENO)
        exit(EXIT_FAILURE)
    }

    /// The files for a request, or the sentence why there are none.
    private static func answer(to request: Plugin.Request) -> Plugin.Response {
        var response = Plugin.Response()
        response.supportedFeatures = UInt64(Plugin.Response.Feature.proto3Optional.rawValue)
        do throws(GeneratorError) {
            response.files = try files(for: request)
        } catch {
            response.error = error.description
        }
        return response
    }

    private static func files(for request: Plugin.Request) throws(GeneratorError) -> [Plugin.Response.GeneratedFile] {
        let options = try Options(parameter: request.parameter)
        let schema = try Schema(request.files)
        var namespaces: Set<String> = []
        var sources: [String: String] = [:]
        var files: [Plugin.Response.GeneratedFile] = []
        let wanted = Set(request.fileToGenerate)
        for file in request.files.filter({ wanted.contains($0.name) }).sorted(by: { $0.name < $1.name }) {
            let model = try FileModel(file, in: schema)
            if let other = sources.updateValue(file.name, forKey: model.outputName) {
                throw .fileNameTaken(file.name, by: other)
            }
            let isFirst = namespaces.insert(model.namespace).inserted
            var text = SwiftText(visibility: options.visibility)
            text.file(model, declaringNamespace: isFirst)
            var file = Plugin.Response.GeneratedFile()
            file.name = model.outputName
            file.content = text.content
            files.append(file)
        }
        return files
    }
}
