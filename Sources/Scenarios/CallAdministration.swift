internal import Permissions
internal import Protobuf
internal import Wire

/// Accounts, sessions and questions, by the protocol.
extension CallStep {
    mutating func administer<Carrier: Transport>(
        _ call: StageCall, by carrier: inout Carrier
    ) throws(StageError) -> StageReply {
        let (connection, suffix, uid) = (connection, suffix, newUID)
        func ask<Request, Reply>(
            _ method: MethodDescriptor<Request, Reply>, _ fill: (inout Request) -> Void
        ) throws(StageError) -> Reply {
            try carrier.call(method, Request.with(fill), on: connection)
        }
        var reply = StageReply()
        switch call {
        case .createGroup(let name, let level):
            let answer = try ask(V1.Accounts.createGroup) {
                ($0.name, $0.level) = (name + suffix, V1.Level(rawValue: Int32(level.rawValue)))
            }
            reply.id = UInt64(answer.group?.id ?? 0)
        case .renameGroup(let group, let name):
            _ = try ask(V1.Accounts.updateGroup) { ($0.id, $0.name) = (group.rawValue, name + suffix) }
        case .deleteGroup(let group): _ = try ask(V1.Accounts.deleteGroup) { $0.id = group.rawValue }
        case .createUser(let login):
            let answer = try ask(V1.Accounts.createUser) { ($0.login, $0.uid) = (login + suffix, uid) }
            reply.id = UInt64(answer.user?.id ?? 0)
        case .deleteUser(let user): _ = try ask(V1.Accounts.deleteUser) { $0.id = user.rawValue }
        case .editUser(let user, let edit):
            _ = try ask(V1.Accounts.updateUser) {
                $0.id = user.rawValue
                ($0.login, $0.fullName) = (edit.login.map { $0 + suffix }, edit.fullName)
            }
        case .setActive(let user, let isActive):
            _ = try ask(V1.Accounts.updateUser) { ($0.id, $0.active) = (user.rawValue, isActive) }
        case .setMembership(let user, let group, let membership):
            _ = try ask(V1.Accounts.setMembership) {
                ($0.user, $0.group) = (user.rawValue, group.rawValue)
                $0.role = membership.map { $0 == .owner ? .owner : .member } ?? .none
            }
        case .setDefaultGroup(let user, let group):
            _ = try ask(V1.Accounts.updateUser) { ($0.id, $0.defaultGroup) = (user.rawValue, group.rawValue) }
        case .grant(let user, let administration):
            _ = try ask(V1.Accounts.updateUser) {
                $0.id = user.rawValue
                switch administration {
                case .none: $0.administration = V1.Administration.none
                case .full: $0.administration = .full
                case .restricted(let privileges):
                    ($0.administration, $0.privileges) = (.restricted, privileges.rawValue)
                }
            }
        case .sudo(let user, let group):
            let answer = try ask(V1.Sessions.sudo) { ($0.user, $0.group) = (user.rawValue, group?.rawValue) }
            reply.id = answer.session
            keep(answer.token)
        case .script(let user, let group, let isReadOnly, let keeps):
            let answer = try ask(V1.Sessions.openScript) {
                ($0.user, $0.group) = (user?.rawValue, group.rawValue)
                ($0.readOnly, $0.keepAdministration) = (isReadOnly, keeps)
            }
            reply.id = answer.session
            keep(answer.token)
        case .end(let session): _ = try ask(V1.Sessions.end) { $0.session = session }
        default: return try answer(call, by: &carrier)
        }
        return reply
    }

    // MARK: - Questions

    private func answer<Carrier: Transport>(
        _ call: StageCall, by carrier: inout Carrier
    ) throws(StageError) -> StageReply {
        let (connection, scope) = (connection, scope)
        func ask<Request, Reply>(
            _ method: MethodDescriptor<Request, Reply>, _ fill: (inout Request) -> Void
        ) throws(StageError) -> Reply {
            try carrier.call(method, Request.with(fill), on: connection)
        }
        var reply = StageReply()
        switch call {
        case .allowed(let id):
            do throws(StageError) {
                let got = try ask(V1.Objects.get) { ($0.ids, $0.scope) = ([id.rawValue], scope) }
                reply.actions = Actions(rawValue: UInt16(truncatingIfNeeded: got.objects.first?.allowed ?? 0))
            } catch {
                // What is out of sight allows nothing.
                guard error.rule == "no_such_object" else { throw error }
            }
        case .object(let id):
            do throws(StageError) {
                let got = try ask(V1.Objects.get) { ($0.ids, $0.scope) = ([id.rawValue], scope) }
                reply.object = got.objects.first.flatMap(Object.init)
            } catch {
                guard error.rule == "no_such_object" else { throw error }
            }
        case .links(let parent, let child):
            for kind in Kind.allCases where kind.isLink {
                let list = try ask(V1.Objects.list) {
                    ($0.kind, $0.within) = (V1.Kind(rawValue: Int32(kind.rawValue)), parent.rawValue)
                    $0.scope = scope
                }
                for link in list.objects where link.child == child.rawValue {
                    reply.owners[ObjectID(link.id)] = UserID(link.owner)
                }
            }
        case .list(let group):
            var request = V1.ListRequest.with { ($0.group, $0.scope) = (group?.rawValue, scope) }
            while true {
                let page = try carrier.call(V1.Objects.list, request, on: connection)
                reply.ids += page.objects.map { ObjectID($0.id) }
                if page.complete { break }
                request.pageToken = page.nextPageToken
            }
        case .group(let id):
            let level = try ask(V1.Accounts.getGroup) { $0.by = .id(id.rawValue) }.group?.level
            reply.level = level.flatMap { UInt8(exactly: $0.rawValue) }.flatMap(Level.init)
        case .user(let id):
            reply.defaultGroup = try ask(V1.Accounts.getUser) { $0.by = .id(id.rawValue) }.user?.defaultGroup
                .map { GroupID($0) }
        case .members(let group):
            for entry in try ask(V1.Accounts.listMemberships, { $0.of = .group(group.rawValue) }).memberships {
                reply.members[UserID(entry.user)] = entry.role == .owner ? .owner : .member
            }
        case .whoMay(let action, let id):
            reply.users = try ask(V1.Access.whoMay) {
                ($0.object, $0.action, $0.scope) = (id.rawValue, V1.Action(rawValue: Int32(action.rawValue)), scope)
            }.users.map { UserID($0) }
        default: preconditionFailure("everything else is a change, and asked for above")
        }
        return reply
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
