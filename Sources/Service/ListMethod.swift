internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Objects.List` and `Count`: what the caller sees, a page at a time.
extension Service {
    static func list(_ request: V1.ListRequest, _ caller: Caller, _ state: State) throws(CallError) -> V1.ListReply {
        let listing = try Listing(request, caller, state)
        var size = ReplySize()
        var reply = V1.ListReply()
        let next = try listing.walk(from: request.pageToken) { (id) throws(CallError) in
            let object = try ObjectView.message(id, for: listing.caller, in: state)
            size.add(object)
            // One object always fits; a page of large ones ends early.
            guard reply.objects.count < listing.pageSize, size.fits || reply.objects.isEmpty else { return false }
            reply.objects.append(object)
            return true
        }
        reply.complete = next == nil
        reply.nextPageToken = next ?? []
        return reply
    }

    static func count(_ request: V1.ListRequest, _ caller: Caller, _ state: State) throws(CallError) -> V1.CountReply {
        let listing = try Listing(request, caller, state)
        let sizeMax = request.pageSize == 0 ? Int.max : Int(request.pageSize)
        var counted = 0
        var counts: [Kind: UInt64] = [:]
        let next = try listing.walk(from: request.pageToken) { (id) throws(CallError) in
            guard counted < sizeMax, let kind = state.facts(of: id)?.kind else { return false }
            counts[kind, default: 0] += 1
            counted += 1
            return true
        }
        return .with {
            $0.counts = counts.messages
            $0.complete = next == nil
            $0.nextPageToken = next ?? []
        }
    }
}

extension [Kind: UInt64] {
    /// How many of each kind, in the order of kinds.
    var messages: [V1.KindCount] {
        sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, count in
            .with {
                $0.kind = kind.message
                $0.count = count
            }
        }
    }
}
