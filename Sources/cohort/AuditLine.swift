internal import CohortClient
internal import Linux
internal import Wire

/// The audit trail as people and programs read it.
extension Lab {
    /// Lines of a record: when, which revision, who, and what, one for each change.
    func lines(_ entry: V1.AuditEntry) throws(Failure) -> [String] {
        if let gap = entry.gap {
            let why = gap.damaged ? "missing, or damaged" : "not kept any longer"
            return ["revisions \(entry.revision) to \(gap.lastRevision) are \(why)"]
        }
        let start = "\(WallTime.text(entry.time))  \(entry.revision)  \(try who(entry))  "
        var whats: [String] = []
        for change in entry.changes { whats.append(try what(change)) }
        if entry.otherChanges > 0 {
            let other = entry.changes.isEmpty ? "" : "other "
            whats.append("\(entry.otherChanges) \(other)change\(entry.otherChanges == 1 ? "" : "s")")
        }
        return whats.map { (start + $0).escaped }
    }

    /// Who did it: in whose name, who really, in which session, by which script.
    private func who(_ entry: V1.AuditEntry) throws(Failure) -> String {
        var parts: [String] = []
        if entry.opener != entry.user { parts.append("by \(try userOrID(entry.opener))") }
        if entry.session != 0 {
            let kind = entry.sessionKind == .own ? "" : "\(entry.sessionKind.word) "
            parts.append("\(kind)session \(entry.session)")
        }
        if !entry.program.isEmpty { parts.append(entry.program) }
        let name = try userOrID(entry.user)
        return parts.isEmpty ? name : "\(name) (\(parts.joined(separator: ", ")))"
    }

    private func what(_ change: V1.AuditChange) throws(Failure) -> String {
        let object = "\(change.objectKind == .unspecified ? "Object" : change.objectKind.word):\(change.object)"
        let named = change.name.isEmpty ? object : "\(object) `\(change.name)`"
        let user = try change.user.map { id throws(Failure) in try userOrID(id) } ?? ""
        let place = try change.group.map { id throws(Failure) in try groupOrID(id) } ?? "a group"
        let owner = try change.owner.map { id throws(Failure) in try userOrID(id) } ?? "somebody"
        let formerPlace = try change.formerGroup.map { id throws(Failure) in try groupOrID(id) } ?? "a group"
        let formerOwner = try change.formerOwner.map { id throws(Failure) in try userOrID(id) } ?? "somebody"
        let group = change.name.isEmpty ? place : change.name
        return switch change.kind {
        case .createObject: "made \(named)\(ends(change)) in \(place)"
        case .updateObject: "changed \(named) of \(owner) in \(place)"
        case .deleteObject: "deleted \(object)\(ends(change)) of \(owner) in \(place)"
        case .moveObject: "moved \(object) of \(owner) from \(formerPlace) to \(place)"
        case .giveObject: "gave \(object) of \(formerOwner) in \(place) to \(owner)"
        case .setParent where change.parent == 0: "took \(object) of \(owner) in \(place) from what held it"
        case .setParent: "put \(object) of \(owner) in \(place) into \(change.parent)"
        case .createUser: "made user \(change.name)"
        case .updateUser: "changed user \(change.name)"
        case .deleteUser: "deleted user \(change.user ?? 0)"
        case .createGroup: "made group \(group), \(change.level.word)"
        case .updateGroup: "changed group \(group), which is \(change.level.word)"
        case .deleteGroup: "deleted group \(change.group ?? 0)"
        case .setMembership where change.role == .none: "took \(user) out of \(place)"
        case .setMembership: "made \(user) \(change.role == .owner ? "an owner" : "a member") of \(place)"
        case .openSession: "opened session \(change.session) as \(user) in \(place)"
        case .endSession: "ended session \(change.session)\(user.isEmpty ? "" : " of \(user)")"
        case .unspecified, .unrecognized: change.kind.word
        }
    }

    private func ends(_ change: V1.AuditChange) -> String {
        switch (change.parent, change.child) {
        case (0, 0): ""
        case (let parent, 0): " at \(parent)"
        case (0, let child): " to \(child)"
        case (let parent, let child): " from \(parent) to \(child)"
        }
    }

    // Whoever is named may be gone.

    private func userOrID(_ id: UInt32) throws(Failure) -> String {
        do throws(Failure) { return try login(id) } catch { return try error.isAbsence("User:\(id)") }
    }

    private func groupOrID(_ id: UInt32) throws(Failure) -> String {
        do throws(Failure) { return try groupName(id) } catch { return try error.isAbsence("Group:\(id)") }
    }
}

extension Failure {
    /// What stands for something that there is no more; any other failure is one.
    fileprivate func isAbsence(_ name: String) throws(Failure) -> String {
        guard case .call(let error) = self, error.code == .notFound else { throw self }
        return name
    }
}

// MARK: - JSON

extension Lab {
    /// The entry as it came, with the names that there are now.
    func json(_ entry: V1.AuditEntry) throws(Failure) -> JSON {
        if let gap = entry.gap {
            return .object([
                ("revision", .number(entry.revision)), ("lastRevision", .number(gap.lastRevision)),
                ("gap", .string(gap.damaged ? "damaged" : "not kept")),
            ])
        }
        var changes: [JSON] = []
        for change in entry.changes { changes.append(try json(change)) }
        return .object([
            ("revision", .number(entry.revision)), ("time", .string(WallTime.text(entry.time))),
            ("nanoseconds", .integer(entry.time)), ("user", .string(try userOrID(entry.user))),
            ("opener", .string(try userOrID(entry.opener))), ("session", .number(entry.session)),
            ("sessionKind", .string(entry.sessionKind.word)), ("program", .string(entry.program)),
            ("changes", .array(changes)), ("otherChanges", .number(entry.otherChanges)),
        ])
    }

    private func json(_ change: V1.AuditChange) throws(Failure) -> JSON {
        var members: [(String, JSON)] = [("change", .string(change.kind.word))]
        if change.object != 0 { members.append(("object", .number(change.object))) }
        if change.objectKind != .unspecified { members.append(("kind", .string(change.objectKind.word))) }
        let users = [("owner", change.owner), ("formerOwner", change.formerOwner), ("user", change.user)]
        for case (let name, let id?) in users { members.append((name, .string(try userOrID(id)))) }
        for case (let name, let id?) in [("group", change.group), ("formerGroup", change.formerGroup)] {
            members.append((name, .string(try groupOrID(id))))
        }
        for (name, id) in [("parent", change.parent), ("child", change.child), ("session", change.session)]
        where id != 0 {
            members.append((name, .number(id)))
        }
        if !change.name.isEmpty { members.append(("name", .string(change.name))) }
        if change.kind == .setMembership { members.append(("role", .string(change.role.auditWord))) }
        if change.level != .unspecified { members.append(("level", .string(change.level.word))) }
        return .object(members)
    }
}

extension V1.Role {
    fileprivate var auditWord: String {
        switch self {
        case .none: "none"
        case .member: "member"
        case .owner: "owner"
        case .unrecognized(let number): "role \(number)"
        }
    }
}
