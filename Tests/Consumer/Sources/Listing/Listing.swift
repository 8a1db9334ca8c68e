public import CohortClient
import Protobuf
public import Wire

extension Client {
    /// All objects for which every filter of the request holds, page by page.
    public func all(_ request: V1.ListRequest) throws(CallError) -> [V1.Object] {
        var request = request
        var found: [V1.Object] = []
        while true {
            let page = try call(V1.Objects.list, request) as V1.ListReply
            found += page.objects
            if page.complete { return found }
            request.pageToken = page.nextPageToken
        }
    }
}
