extension Administering {
    /// Creates a group without members.
    public static func createGroup(
        _ group: Group, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        try checkSession(of: caller)
        guard caller.administration.covers(.manageGroups) else { throw .privilegeNeeded(.manageGroups) }
        try checkName(group.name, of: nil, in: records)
        return Plan([.createGroup(records.nextGroupID, group)])
    }

    /// Renames and describes a group. Its level is changed by `LevelChange`.
    public static func editGroup(
        _ id: GroupID, name: String, description: String, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard var group = records.group(id) else { throw .noSuchGroup(id) }
        try checkSession(of: caller)
        if !caller.administration.covers(.manageGroups) {
            guard records.membership(of: caller.user, in: id) == .owner else { throw .notAnOwner(id) }
        }
        if id.isSystemGroup { throw .systemGroup(id) }
        if name != group.name { try checkName(name, of: id, in: records) }
        group.name = name
        group.description = description
        return Plan([.updateGroup(id, group)])
    }

    /// Deletes a group that holds no objects. Its memberships go with it.
    public static func deleteGroup(
        _ id: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard records.group(id) != nil else { throw .noSuchGroup(id) }
        try checkSession(of: caller)
        guard caller.administration.covers(.manageGroups) else { throw .privilegeNeeded(.manageGroups) }
        if id.isSystemGroup { throw .systemGroup(id) }
        guard records.dataOwners(in: id).allSatisfy({ _ in false }) else { throw .groupNotEmpty(id) }
        var mutations: [Mutation] = []
        for user in records.members(of: id) { mutations += leaving(user, id, in: records) }
        return Plan(mutations + [.removeGroup(id)])
    }

    private static func checkName(_ name: String, of id: GroupID?, in records: some Records) throws(Refusal) {
        try Names.checkGroupName(name)
        if let other = records.group(named: name), other != id { throw .groupNameTaken(other) }
    }
}
