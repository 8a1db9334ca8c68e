internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// The audit trail as the caller sees it (`PERMISSIONS.md`, section 3): full administrators see all of it. To others it
/// tells of themselves, and names what they see now, and what was their own and is gone; all else is a number.
enum AuditView {
    /// `nil`: the caller is not told of it.
    static func message(
        _ entry: TrailEntry, _ filter: TrailFilter, for caller: Caller, in state: State
    ) -> V1.AuditEntry? {
        switch entry {
        case .gap(let gap):
            return .with {
                $0.revision = gap.first
                $0.gap = .with {
                    $0.lastRevision = gap.last
                    $0.damaged = gap.damage != nil
                }
            }
        case .record(let excerpt):
            let author = excerpt.author
            guard Visibility.isVisible(sessionOf: author.user, openedBy: author.opener, to: caller) else { return nil }
            let changes = visible(excerpt, filter, to: caller, in: state)
            guard !changes.isEmpty || !filter.choosesChanges else { return nil }
            return message(excerpt, changes)
        }
    }

    private static func message(_ excerpt: Excerpt, _ changes: [TrailChange]) -> V1.AuditEntry {
        .with {
            $0.revision = excerpt.revision
            $0.time = excerpt.time
            $0.user = excerpt.author.user.rawValue
            $0.opener = excerpt.author.opener.rawValue
            $0.session = excerpt.author.session.rawValue
            $0.sessionKind = excerpt.author.sessionKind.message
            $0.program = excerpt.author.program
            $0.changes = changes.map(\.message)
            $0.otherChanges = UInt64(excerpt.changeCount - changes.count)
        }
    }

    /// What is out of sight fits nothing that is asked for, or a question could find it.
    private static func visible(
        _ excerpt: Excerpt, _ filter: TrailFilter, to caller: Caller, in state: State
    ) -> [TrailChange] {
        guard caller.administration != .full else { return excerpt.changes }
        var caller = caller
        caller.scope = .all
        return excerpt.changes.compactMap { change in
            guard isVisible(change, in: excerpt.author.session, to: caller, in: state) else { return nil }
            let sees = { (id: ObjectID?) in id.map { Visibility.isVisible($0, to: caller, in: state) } ?? true }
            let shown = change.showing(parent: sees(change.parent), child: sees(change.child))
            return filter.fits(shown) ? shown : nil
        }
    }

    private static func isVisible(
        _ change: TrailChange, in session: SessionID, to caller: Caller, in state: State
    ) -> Bool {
        switch change.kind {
        case .createObject, .updateObject, .deleteObject, .moveObject, .giveObject, .setParent:
            guard let id = change.object, state.facts(of: id) == nil else {
                return change.object.map { Visibility.isVisible($0, to: caller, in: state) } ?? false
            }
            // A link is not its owner's to see.
            return change.owner == caller.user && change.objectKind?.isLink == false
        case .createUser, .updateUser, .deleteUser, .createGroup, .updateGroup, .deleteGroup: return true
        case .setMembership:
            guard let user = change.user, let group = change.group else { return false }
            return user == caller.user
                || Visibility.isVisible(membershipOf: user, in: group, to: caller, in: state)
        case .openSession, .endSession:
            guard let user = change.user else { return change.session == session }
            return Visibility.isVisible(sessionOf: user, openedBy: change.opener ?? user, to: caller)
        }
    }
}

extension TrailChange {
    fileprivate var message: V1.AuditChange {
        .with {
            $0.kind = kind.message
            $0.object = object?.rawValue ?? 0
            $0.objectKind = objectKind?.message ?? .unspecified
            $0.owner = owner?.rawValue
            $0.formerOwner = formerOwner?.rawValue
            $0.group = group?.rawValue
            $0.formerGroup = formerGroup?.rawValue
            $0.parent = parent?.rawValue ?? 0
            $0.child = child?.rawValue ?? 0
            $0.name = name
            $0.user = user?.rawValue
            $0.session = session?.rawValue ?? 0
            $0.role = membership?.message ?? .none
            $0.level = level?.message ?? .unspecified
        }
    }
}
