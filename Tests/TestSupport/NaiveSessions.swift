public import Permissions

/// Sessions, by the text of section 12.
public struct NaiveSessions {
    let world: World

    public init(_ world: World) { self.world = world }

    public enum Answer: Hashable, Sendable {
        case caller(Caller)
        case refused(Set<NaiveRefusal>)
    }

    /// The peer's own session: in the group that it names, else in the default group.
    public func own(_ user: UserID, in group: GroupID?) -> Answer {
        guard let account = world.user(user) else { return .refused([.unseen]) }
        if !account.isActive { return .refused([.broken]) }
        let caller = Caller(
            user: user, administration: account.administration, group: account.defaultGroup, session: nil,
            sessionKind: nil, isReadOnly: false)
        if let group { return work(caller, in: group) }
        if caller.group == nil && account.administration == .none { return .refused([.broken]) }
        return .caller(caller)
    }

    /// The same session in another group: one of the user's, an administrator's any.
    public func work(_ caller: Caller, in group: GroupID) -> Answer {
        var faults = NaiveFaults()
        faults.denied(if: caller.sessionKind == .script)
        faults.unseen(if: world.group(group) == nil)
        faults.denied(if: group.rawValue <= 2)
        faults.denied(if: caller.administration == .none && world.membership(of: caller.user, in: group) == nil)
        if !faults.refusals.isEmpty { return .refused(faults.refusals) }
        var caller = caller
        caller.group = group
        return .caller(caller)
    }

    /// A session that was opened, as it is now: it ends with its time, or with whatever it stood on.
    public func opened(_ id: SessionID, switchedTo group: GroupID?, at now: Int64) -> Answer {
        guard let session = world.session(id) else { return .refused([.unseen]) }
        guard now < session.expires, let user = world.user(session.user), user.isActive else {
            return .refused([.broken])
        }
        var administration = both(user.administration, session.administration)
        if session.opener != session.user {
            guard let opener = world.user(session.opener), opener.isActive, holds(opener, .sudo),
                includes(opener.administration, user.administration)
            else { return .refused([.broken]) }
            administration = both(administration, opener.administration)
        }
        let caller = Caller(
            user: session.user, administration: administration, group: session.group, session: id,
            sessionKind: session.kind, isReadOnly: session.isReadOnly)
        // It stands on the group that it works in.
        if let group, session.kind == .sudo, group != session.group { return work(caller, in: group) }
        guard let own = session.group, world.group(own) != nil else { return .refused([.broken]) }
        let isThere = administration != .none || world.membership(of: session.user, in: own) != nil
        return isThere ? .caller(caller) : .refused([.broken])
    }

    func both(_ one: Administration, _ other: Administration) -> Administration {
        switch (one, other) {
        case (.full, let rest), (let rest, .full): rest
        case (.restricted(let mine), .restricted(let theirs)):
            .restricted(Privileges(rawValue: mine.rawValue & theirs.rawValue))
        default: .none
        }
    }

    private func holds(_ user: User, _ privilege: Privileges) -> Bool {
        includes(user.administration, .restricted(privilege))
    }

    private func includes(_ one: Administration, _ other: Administration) -> Bool { both(one, other) == other }
}

extension NaiveModel {
    /// Opens a session as somebody else.
    public func openSudo(as user: UserID, _ opening: SessionOpening) -> NaiveAnswer {
        var faults = NaiveFaults()
        faults.denied(if: caller.sessionKind != nil || !covers(.sudo))
        noteOpening(as: user, &faults)
        return open(.sudo, user, opening, caller.administration, faults)
    }

    /// Opens a session for a program: for its own user, a service's with sudo.
    public func openScript(as user: UserID, _ opening: SessionOpening, keepsAdministration: Bool) -> NaiveAnswer {
        var faults = NaiveFaults()
        faults.denied(if: caller.sessionKind != nil || user != caller.user && !covers(.sudo))
        noteOpening(as: user, &faults)
        return open(.script, user, opening, keepsAdministration ? caller.administration : .none, faults)
    }

    private func noteOpening(as user: UserID, _ faults: inout NaiveFaults) {
        faults.unseen(if: world.user(user) == nil)
        faults.broken(if: world.user(user)?.isActive == false)
        faults.denied(if: user != caller.user && !reaches(user))
    }

    private func open(
        _ kind: SessionKind, _ user: UserID, _ opening: SessionOpening, _ limit: Administration, _ noted: NaiveFaults
    ) -> NaiveAnswer {
        var faults = noted
        let account = world.user(user)
        let administration = NaiveSessions(world).both(account?.administration ?? .none, limit)
        let group = opening.group ?? account?.defaultGroup
        if let group {
            faults.unseen(if: level(group) == nil)
            // One of that user's groups; a program that keeps an administration may be anywhere.
            let isAnywhere = kind == .script && administration != .none
            faults.denied(if: isFixed(group) || !isAnywhere && membership(user, group) == nil)
        } else {
            faults.broken(if: true)
        }
        if let answer = faults.answer { return answer }
        var effect = NaiveEffect(self)
        effect.accounts.sessions[world.nextSessionID] = Session(
            kind: kind, user: user, opener: caller.user, group: group, administration: administration,
            isReadOnly: opening.isReadOnly, tokenDigest: opening.tokenDigest, uid: opening.uid,
            expires: opening.expires, program: opening.program)
        return .done(effect)
    }

    /// Ends by its opener's word. Full administrators see all sessions, others their own and those that they opened.
    public func end(_ id: SessionID) -> NaiveAnswer {
        guard let session = world.session(id) else { return .unseen }
        let isSeen = caller.administration == .full || session.user == caller.user || session.opener == caller.user
        // A script knows of its own session only.
        guard caller.sessionKind == .script ? caller.session == id : isSeen else { return .unseen }
        var effect = NaiveEffect(self)
        effect.accounts.sessions[id] = nil
        return .done(effect)
    }
}
