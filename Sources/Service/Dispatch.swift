extension Service {
    /// Each method has one function that shows it from request to reply.
    mutating func answer(_ method: Method, _ call: Call) throws(CallError) -> Answer {
        switch method {
        case .check: try read(call, Self.check)
        case .batchCheck: try read(call, Self.batchCheck)
        case .explain: try read(call, Self.explain)
        case .whoMay: try read(call, Self.whoMay)
        case .matrix: try read(call, Self.matrix)

        case .get: try read(call, Self.get)
        case .list: try read(call, Self.list)
        case .count: try read(call, Self.count)
        case .create: try change(call, Self.create)
        case .update: try change(call, Self.update)
        case .delete: try change(call, Self.delete)
        case .move: try change(call, Self.move)
        case .copy: try change(call, Self.copy)
        case .give: try change(call, Self.give)
        case .importObjects: try change(call, Self.importObjects)

        case .whoAmI: try read(call, Self.whoAmI)
        case .switchGroup: try switchGroup(call)
        case .join: try join(call)
        case .sudo: try change(call, openSudo(for: call))
        case .openScript: try change(call, openScript(for: call))
        case .endSession: try change(call, endSession())
        case .listSessions: try read(call, listSessions(at: call.now))

        case .createUser: try change(call, Self.createUser)
        case .getUser: try read(call, Self.getUser)
        case .listUsers: try read(call, Self.listUsers)
        case .updateUser: try change(call, Self.updateUser)
        case .deleteUser: try change(call, Self.deleteUser)
        case .createGroup: try change(call, Self.createGroup)
        case .getGroup: try read(call, Self.getGroup)
        case .listGroups: try read(call, Self.listGroups)
        case .updateGroup: try change(call, Self.updateGroup)
        case .deleteGroup: try change(call, Self.deleteGroup)
        case .changeLevel: try change(call, Self.changeLevel)
        case .setMembership: try change(call, Self.setMembership)
        case .listMemberships: try read(call, Self.listMemberships)

        case .upload, .download, .importStream, .listAll, .watch, .audit:
            preconditionFailure("a stream is opened, and answers when it ends")
        case .cancel: preconditionFailure("what ends a stream is served where streams are")

        case .version: try version(call)
        case .snapshot: try snapshot(call)
        case .backup: try backup(call)
        }
    }
}
