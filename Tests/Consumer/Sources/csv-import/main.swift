// How a facility writes its own importer: lines of `name,width,height` become images in a dataset.
//
//     csv-import DATASET-NAME < sizes.csv
//
// Nothing is checked here. The daemon decides whether the user may, and does all of it or nothing.

import CohortClient
import Glibc
import Protobuf
import Wire

/// An image of one line; `nil` if the line is not of that form.
func image(_ line: String) -> V1.NewObject? {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    guard cells.count == 3, let width = Int64(cells[1]), let height = Int64(cells[2]) else { return nil }
    return .with {
        $0.kind = .image
        $0.name = String(cells[0])
        $0.attributes = [
            .with {
                $0.field = .sizeX
                $0.value = .integer(width)
            },
            .with {
                $0.field = .sizeY
                $0.value = .integer(height)
            },
        ]
    }
}

func run() async throws {
    let client = try Client.connect()
    guard CommandLine.arguments.count == 2 else {
        let version: V1.VersionReply = try await client.call(V1.Meta.version, V1.VersionRequest())
        print("cohortd \(version.server); usage: csv-import DATASET-NAME < sizes.csv")
        return
    }
    var request = V1.ImportRequest()
    request.objects.append(
        .with {
            $0.kind = .dataset
            $0.name = CommandLine.arguments[1]
            $0.find = true
        })
    while let line = readLine() {
        guard let image = image(line) else {
            throw CallError(code: .invalidArgument, sentence: "`\(line)` is no image")
        }
        request.objects.append(image)
        let place = UInt32(request.objects.count)
        request.objects.append(
            .with {
                $0.kind = .datasetImageLink
                $0.newParent = 1
                $0.newChild = place
            })
    }
    let reply = try await client.call(V1.Objects.import, request)
    print("imported \((reply.ids.count - 1) / 2) images into Dataset:\(reply.ids[0])")
}

do {
    try await run()
} catch let error as CallError {
    print("csv-import: \(error.sentence)")
    exit(1)
} catch {
    print("csv-import: \(error)")
    exit(1)
}
