internal import CohortClient
internal import Protobuf
internal import Wire

/// The jobs that users asked for, as the daemon keeps them.
struct Queue {
    /// How long the daemon may take to answer: everything else waits for that.
    private static let patience = Duration.seconds(10)

    private let path: String
    private var client: Client?
    /// The state that was looked at last: as long as it is the present one there is nothing new.
    private var revision: UInt64?

    init(path: String) { self.path = path }

    /// Every job that somebody asked for and that is not over, in the order in which they were asked for; `nil` if
    /// nothing has changed since.
    mutating func look() throws(CallError) -> [V1.Object]? {
        do throws(CallError) {
            let client = try connected()
            let present: V1.WhoAmIReply = try client.call(
                V1.Sessions.whoAmI, V1.WhoAmIRequest(), timeout: Self.patience)
            guard present.revision != revision else { return nil }
            let jobs = try Self.jobs(over: client)
            revision = present.revision
            return jobs
        } catch {
            // The next time over another connection.
            (client, revision) = (nil, nil)
            throw error
        }
    }

    private mutating func connected() throws(CallError) -> Client {
        if let client { return client }
        let client = try Client(path: path)
        self.client = client
        return client
    }

    /// The next look is one, whether anything has changed or not.
    mutating func forget() { revision = nil }

    private static func jobs(over client: Client) throws(CallError) -> [V1.Object] {
        var request = V1.ListRequest.with { ($0.kind, $0.scope) = (.job, .all) }
        var found: [V1.Object] = []
        while true {
            let page: V1.ListReply = try client.call(V1.Objects.list, request, timeout: patience)
            found += page.objects.filter { $0.isAskedFor && [.waiting, .running].contains($0.jobState) }
            if page.complete { return found }
            request.pageToken = page.nextPageToken
        }
    }
}
