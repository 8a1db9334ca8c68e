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
        ($0.kind, $0.name) = (.image, String(cells[0]))
        $0.attributes = [
            .with { ($0.field, $0.value) = (.sizeX, .integer(width)) },
            .with { ($0.field, $0.value) = (.sizeY, .integer(height)) },
        ]
    }
}

func run() async throws {
    let client = try Client.connect()
    guard CommandLine.arguments.count == 2 else {
        let version: V1.VersionReply = try await client.call(V1.Meta.version, V1.VersionRequest())
        return print("cohortd \(version.server); usage: csv-import DATASET-NAME < sizes.csv")
    }
    let parts = try await client.beginImport(V1.ImportStart())
    try await parts.add([.with { ($0.kind, $0.name, $0.find) = (.dataset, CommandLine.arguments[1], true) }])
    // Entries refer to those before them by their position: the dataset is the first.
    var position: UInt32 = 1
    while let line = readLine() {
        guard let image = image(line) else {
            throw CallError(code: .invalidArgument, sentence: "`\(line)` is no image")
        }
        position += 2
        let (place, link) = (position - 1, V1.Kind.datasetImageLink)
        try await parts.add([image, .with { ($0.kind, $0.newParent, $0.newChild) = (link, 1, place) }])
    }
    let reply = try await parts.finish()
    print("imported \((reply.ids.count - 1) / 2) images into Dataset:\(reply.ids[0])")
}

do {
    try await run()
} catch {
    print("csv-import: \((error as? CallError)?.sentence ?? "\(error)")")
    exit(1)
}
