internal import Permissions
internal import Protobuf
internal import Wire

/// Questions, by the protocol.
extension CallStep {
    func answer<Carrier: Transport>(
        _ call: StageCall, by carrier: inout Carrier
    ) throws(StageError) -> StageReply {
        var reply = StageReply()
        switch call {
        case .allowed(let id):
            do throws(StageError) {
                let got = try carrier.ask(V1.Objects.get, on: connection) {
                    ($0.ids, $0.scope) = ([id.rawValue], scope)
                }
                reply.actions = Actions(rawValue: UInt16(truncatingIfNeeded: got.objects.first?.allowed ?? 0))
            } catch {
                // What is out of sight allows nothing.
                guard error.rule == "no_such_object" else { throw error }
            }
        case .object(let id):
            do throws(StageError) {
                let got = try carrier.ask(V1.Objects.get, on: connection) {
                    ($0.ids, $0.scope) = ([id.rawValue], scope)
                }
                reply.object = got.objects.first.flatMap(Object.init)
            } catch {
                guard error.rule == "no_such_object" else { throw error }
            }
        case .links(let parent, let child):
            for kind in Kind.allCases where kind.isLink {
                let list = try carrier.ask(V1.Objects.list, on: connection) {
                    ($0.kind, $0.within) = (V1.Kind(rawValue: Int32(kind.rawValue)), parent.rawValue)
                    $0.scope = scope
                }
                for link in list.objects where link.child == child.rawValue {
                    reply.owners[ObjectID(link.id)] = UserID(link.owner)
                }
            }
        case .list(let filter):
            var request = V1.ListRequest(filter, scope)
            while true {
                let page = try carrier.call(V1.Objects.list, request, on: connection)
                for object in page.objects { reply.listed[ObjectID(object.id)] = GroupID(object.group) }
                if page.complete { break }
                request.pageToken = page.nextPageToken
            }
        case .count(let filter):
            var request = V1.ListRequest(filter, scope)
            while true {
                let page = try carrier.call(V1.Objects.count, request, on: connection)
                for count in page.counts {
                    guard let kind = UInt8(exactly: count.kind.rawValue).flatMap(Kind.init) else { continue }
                    reply.counts[kind, default: 0] += Int(count.count)
                }
                if page.complete { break }
                request.pageToken = page.nextPageToken
            }
        case .group(let id):
            let level = try carrier.ask(V1.Accounts.getGroup, on: connection) { $0.by = .id(id.rawValue) }.group?.level
            reply.level = level.flatMap { UInt8(exactly: $0.rawValue) }.flatMap(Level.init)
        case .user(let id):
            reply.defaultGroup = try carrier.ask(V1.Accounts.getUser, on: connection) { $0.by = .id(id.rawValue) }.user?
                .defaultGroup
                .map { GroupID($0) }
        case .members(let group):
            for entry in try carrier.ask(
                V1.Accounts.listMemberships, on: connection, { $0.of = .group(group.rawValue) }
            ).memberships {
                reply.members[UserID(entry.user)] = entry.role == .owner ? .owner : .member
            }
        case .whoMay(let action, let id):
            reply.users = try carrier.ask(V1.Access.whoMay, on: connection) {
                ($0.object, $0.action, $0.scope) = (id.rawValue, V1.Action(rawValue: Int32(action.rawValue)), scope)
            }.users.map { UserID($0) }
        default: preconditionFailure("everything else is a change, and asked for above")
        }
        return reply
    }
}

extension V1.ListRequest {
    fileprivate init(_ filter: StageFilter, _ scope: V1.Scope) {
        self.init()
        (group, owner) = (filter.group?.rawValue, filter.owner?.rawValue)
        (within, orphaned) = (filter.holder?.rawValue ?? 0, filter.isLoose)
        self.scope = scope
    }
}

extension Object {
    /// Attributes are left out: no claim is about them.
    fileprivate init?(_ message: V1.Object) {
        guard let kind = UInt8(exactly: message.kind.rawValue).flatMap(Kind.init) else { return nil }
        self.init(
            kind: kind, owner: UserID(message.owner), group: GroupID(message.group), name: message.name,
            parent: message.parent == 0 ? nil : ObjectID(message.parent),
            child: message.child == 0 ? nil : ObjectID(message.child), attributes: Attributes())
    }
}
