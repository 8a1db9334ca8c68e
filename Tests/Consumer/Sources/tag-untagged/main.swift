// Puts a tag on every image of a dataset that has none that one sees:
//
//     cohort run -g LAB -- tag-untagged DATASET TAG
//
// The tag is one's own of that name, and made if there is none. All of it happens, or nothing.

import CohortClient
import Glibc
import Listing
import Protobuf
import Wire

func tag(_ dataset: UInt64, _ name: String, over lab: Client) throws(CallError) -> Int {
    var untagged: [UInt64] = []
    for image in try lab.all(.with { ($0.within, $0.kind) = (dataset, .image) })
    where try lab.all(.with { ($0.within, $0.kind) = (image.id, .tag) }).isEmpty {
        untagged.append(image.id)
    }
    guard !untagged.isEmpty else { return 0 }
    let me = try lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest()) as V1.WhoAmIReply
    let tag = try lab.all(.with { ($0.kind, $0.owner, $0.name) = (.tag, me.user?.id, name) }).first
    // Links refer to a tag that exists by its id, and to one of the same request by its place.
    var request = V1.ImportRequest()
    if tag == nil { request.objects.append(.with { ($0.kind, $0.name) = (.tag, name) }) }
    request.objects += untagged.map { image in
        .with {
            ($0.kind, $0.parent) = (.annotationLink, image)
            if let tag { $0.child = tag.id } else { $0.newChild = 1 }
        }
    }
    _ = try lab.call(V1.Objects.import, request) as V1.ImportReply
    return untagged.count
}

guard CommandLine.arguments.count == 3, let dataset = UInt64(CommandLine.arguments[1]) else {
    print("usage: tag-untagged DATASET TAG")
    exit(64)
}
do throws(CallError) {
    print("tagged \(try tag(dataset, CommandLine.arguments[2], over: try Client.connect())) images")
} catch {
    print("tag-untagged: \(error.sentence)")
    exit(1)
}
