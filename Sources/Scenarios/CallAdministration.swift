internal import Permissions
internal import Protobuf
internal import Wire

/// Accounts and sessions, by the protocol.
extension CallStep {
    mutating func administer<Carrier: Transport>(
        _ call: StageCall, by carrier: inout Carrier
    ) throws(StageError) -> StageReply {
        var reply = StageReply()
        switch call {
        case .createGroup(let name, let level):
            let answer = try carrier.ask(V1.Accounts.createGroup, on: connection) {
                ($0.name, $0.level) = (name + suffix, V1.Level(rawValue: Int32(level.rawValue)))
            }
            reply.id = UInt64(answer.group?.id ?? 0)
        case .renameGroup(let group, let name):
            _ = try carrier.ask(V1.Accounts.updateGroup, on: connection) {
                ($0.id, $0.name) = (group.rawValue, name + suffix)
            }
        case .deleteGroup(let group):
            _ = try carrier.ask(V1.Accounts.deleteGroup, on: connection) { $0.id = group.rawValue }
        case .createUser(let login):
            let answer = try carrier.ask(V1.Accounts.createUser, on: connection) {
                ($0.login, $0.uid) = (login + suffix, newUID)
            }
            reply.id = UInt64(answer.user?.id ?? 0)
        case .deleteUser(let user):
            _ = try carrier.ask(V1.Accounts.deleteUser, on: connection) { $0.id = user.rawValue }
        case .editUser(let user, let edit):
            _ = try carrier.ask(V1.Accounts.updateUser, on: connection) {
                $0.id = user.rawValue
                ($0.login, $0.fullName) = (edit.login.map { $0 + suffix }, edit.fullName)
            }
        case .setActive(let user, let isActive):
            _ = try carrier.ask(V1.Accounts.updateUser, on: connection) {
                ($0.id, $0.active) = (user.rawValue, isActive)
            }
        case .setMembership(let user, let group, let membership):
            _ = try carrier.ask(V1.Accounts.setMembership, on: connection) {
                ($0.user, $0.group) = (user.rawValue, group.rawValue)
                $0.role = membership.map { $0 == .owner ? .owner : .member } ?? .none
            }
        case .setDefaultGroup(let user, let group):
            _ = try carrier.ask(V1.Accounts.updateUser, on: connection) {
                ($0.id, $0.defaultGroup) = (user.rawValue, group.rawValue)
            }
        case .grant(let user, let administration):
            _ = try carrier.ask(V1.Accounts.updateUser, on: connection) {
                $0.id = user.rawValue
                switch administration {
                case .none: $0.administration = V1.Administration.none
                case .full: $0.administration = .full
                case .restricted(let privileges):
                    ($0.administration, $0.privileges) = (.restricted, privileges.rawValue)
                }
            }
        case .sudo(let user, let group):
            let answer = try carrier.ask(V1.Sessions.sudo, on: connection) {
                ($0.user, $0.group) = (user.rawValue, group?.rawValue)
            }
            reply.id = answer.session
            keep(answer.token)
        case .script(let user, let group, let isReadOnly, let keeps):
            let answer = try carrier.ask(V1.Sessions.openScript, on: connection) {
                ($0.user, $0.group) = (user?.rawValue, group.rawValue)
                ($0.readOnly, $0.keepAdministration) = (isReadOnly, keeps)
            }
            reply.id = answer.session
            keep(answer.token)
        case .end(let session): _ = try carrier.ask(V1.Sessions.end, on: connection) { $0.session = session }
        default: return try answer(call, by: &carrier)
        }
        return reply
    }
}
