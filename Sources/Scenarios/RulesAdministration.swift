internal import Permissions
internal import Store

/// Accounts and sessions, by the rules.
extension RulesStep {
    mutating func administer(_ call: StageCall) throws(Refusal) -> StageReply {
        switch call {
        case .createGroup(let name, let level):
            let group = Group(name: name, description: "", level: level)
            var reply = done(try Administering.createGroup(group, by: caller, in: state))
            reply.id = UInt64(state.nextGroupID.rawValue)
            return reply
        case .renameGroup(let group, let name):
            return done(
                try Administering.editGroup(
                    group, name: name, description: state.group(group)?.description ?? "", by: caller, in: state))
        case .deleteGroup(let group): return done(try Administering.deleteGroup(group, by: caller, in: state))
        case .createUser(let login):
            let user = User(
                login: login, fullName: "", email: "", uid: nil, isActive: true, defaultGroup: nil,
                administration: .none)
            var reply = done(try Administering.createUser(user, by: caller, in: state))
            reply.id = UInt64(state.nextUserID.rawValue)
            return reply
        case .deleteUser(let user): return done(try Administering.deleteUser(user, by: caller, in: state))
        case .editUser(let user, let edit):
            return done(try Administering.editUser(user, with: edit, by: caller, in: state))
        case .setActive(let user, let isActive):
            return done(try Administering.setActive(user, isActive, by: caller, in: state))
        case .setMembership(let user, let group, let membership): return try setMembership(user, group, membership)
        case .setDefaultGroup(let user, let group):
            return done(try Administering.setDefaultGroup(of: user, to: group, by: caller, in: state))
        case .grant(let user, let administration):
            return done(try Administering.setAdministration(of: user, to: administration, by: caller, in: state))
        case .sudo(let user, let group):
            return opened(
                try Sessions.openSudo(as: user, opening(group, isReadOnly: false), by: caller, in: state))
        case .script(let user, let group, let isReadOnly, let keeps):
            return opened(
                try Sessions.openScript(
                    as: user ?? caller.user, opening(group, isReadOnly: isReadOnly), keepsAdministration: keeps,
                    by: caller, in: state))
        case .end(let session): return done(try Sessions.end(SessionID(session), by: caller, in: state))
        default: return try answer(call)
        }
    }

    private mutating func setMembership(
        _ user: UserID, _ group: GroupID, _ membership: Membership?
    ) throws(Refusal) -> StageReply {
        guard let membership else {
            return done(try Administering.removeMember(user, from: group, by: caller, in: state))
        }
        if state.membership(of: user, in: group) != nil {
            return done(try Administering.setOwner(user, of: group, membership == .owner, by: caller, in: state))
        }
        var plan = try Administering.addMember(user, to: group, by: caller, in: state)
        if membership == .owner {
            var joined = state
            joined.apply(plan.mutations, revision: state.revision + 1)
            plan.mutations += try Administering.setOwner(user, of: group, true, by: caller, in: joined).mutations
        }
        return done(plan)
    }

    private func opening(_ group: GroupID?, isReadOnly: Bool) -> SessionOpening {
        SessionOpening(group: group, isReadOnly: isReadOnly, tokenDigest: [], uid: 0, expires: .max, program: "")
    }

    private mutating func opened(_ plan: Plan) -> StageReply {
        var reply = done(plan)
        reply.id = state.nextSessionID.rawValue
        return reply
    }
}
