internal import Permissions

/// Making the world of a scenario: by calls of those who own things in it, so that it is one that can be.
extension Player {
    mutating func build(_ lines: [Scenario.Line]) throws(ScenarioError) {
        for line in lines {
            if case .given(let given) = line.statement { try makeAccounts(given, at: line.place) }
        }
        for line in lines {
            if case .given(let given) = line.statement { try makeObjects(given, at: line.place) }
        }
        // Now that all is there, everyone becomes what they are.
        for line in lines {
            if case .given(let given) = line.statement { try close(given, at: line.place) }
        }
    }

    private mutating func makeAccounts(_ given: Given, at place: Place) throws(ScenarioError) {
        switch given {
        case .users(let names):
            for name in names {
                try checkNew(name, users[name] == nil, at: place)
                try make(user: name, at: place)
            }
        case .group(let name, _, let owners, let members):
            try checkNew(name, groups[name] == nil, at: place)
            let group = GroupID(UInt32(try ask(.createGroup(name, .readWrite), at: place).id))
            groups[name] = group
            for (names, membership) in [(owners, Membership.owner), (members, .member)] {
                for name in names {
                    if users[name] == nil { try make(user: name, at: place) }
                    _ = try ask(.setMembership(try user(name, at: place), group, membership), at: place)
                }
            }
        default: break
        }
    }

    /// Of two things by one name the world would only hold the second.
    private func checkNew(_ name: String, _ isNew: Bool, at place: Place) throws(ScenarioError) {
        guard isNew else { throw ScenarioError(place: place, sentence: "something else is called `\(name)` already") }
    }

    private mutating func make(user name: String, at place: Place) throws(ScenarioError) {
        users[name] = UserID(UInt32(try ask(.createUser(name), at: place).id))
    }

    private mutating func makeObjects(_ given: Given, at place: Place) throws(ScenarioError) {
        switch given {
        case .object(let new, let owner):
            try checkNew(new.name, objects[new.name] == nil, at: place)
            let official = new.kind == .script && new.group == "user"
            let (object, link) = try newObjects(new, at: place)
            let group = try official ? nil : self.group(of: new, at: place)
            let reply = try plant(.create([object] + link, official: official), by: owner, in: group, at: place)
            objects[new.name] = reply.ids[0]
        case .link(let upper, let lower, let owner):
            let (parent, child) = (try object(upper, at: place), try object(lower, at: place))
            let kinds = (try kind(of: parent, at: place), try kind(of: child, at: place))
            guard let link = Kind.link(from: kinds.0, to: kinds.1) else {
                throw ScenarioError(place: place, sentence: "nothing links `\(lower)` and `\(upper)`")
            }
            let group = try ask(.object(parent), at: place).object?.group
            _ = try plant(.create([.link(link, parent, child)], official: false), by: owner, in: group, at: place)
        default: break
        }
    }

    private mutating func plant(
        _ call: StageCall, by owner: String, in group: GroupID?, at place: Place
    ) throws(ScenarioError) -> StageReply {
        let line = try line(of: owner, at: place)
        do throws(StageError) {
            return try stage.run(call, on: line, in: group, looksHere: false)
        } catch {
            throw ScenarioError(place: place, sentence: "the world cannot be like that: \(error.sentence)")
        }
    }

    private mutating func close(_ given: Given, at place: Place) throws(ScenarioError) {
        switch given {
        case .left(let name, let group):
            _ = try ask(.setMembership(try user(name, at: place), try self.group(group, at: place), nil), at: place)
        case .administrator(let name, let administration):
            _ = try ask(.grant(try user(name, at: place), administration), at: place)
        case .inactive(let name): _ = try ask(.setActive(try user(name, at: place), false), at: place)
        case .group(let name, let level, _, _):
            guard let level = level ?? self.level else {
                throw ScenarioError(place: place, sentence: "give the group a level, or the scenario a line of levels")
            }
            try lower(name, to: level, at: place)
        default: break
        }
    }

    /// A group that would lose something by its level cannot have come to hold it.
    private mutating func lower(_ name: String, to level: Level, at place: Place) throws(ScenarioError) {
        let group = try group(name, at: place)
        if level == .readWrite { return }
        let plan = try ask(.setLevel(group, level, dryRun: true, digest: []), at: place).plan ?? StagePlan()
        guard plan.lost.isEmpty && plan.stays.isEmpty else {
            let lost = plan.lost.union(plan.stays).sorted().map(self.name).joined(separator: ", ")
            throw ScenarioError(
                place: place, sentence: "a \(level.scenarioWord) group cannot hold all of this: it would lose \(lost)")
        }
        _ = try ask(.setLevel(group, level, dryRun: false, digest: plan.digest), at: place)
    }
}

// MARK: - New objects

extension Player {
    /// The group that a new object goes to: that of its place, else the first one of the scenario.
    mutating func group(of new: NewThing, at place: Place) throws(ScenarioError) -> GroupID? {
        if let name = new.group { return try group(name, at: place) }
        if let holder = new.place ?? new.source {
            return try ask(.object(try object(holder, at: place)), at: place).object?.group
        }
        for case .given(.group(let name, _, _, _)) in scenario.lines.map(\.statement) {
            return try group(name, at: place)
        }
        return nil
    }

    /// An object, and the link that puts it where it goes, if it takes one.
    mutating func newObjects(_ new: NewThing, at place: Place) throws(ScenarioError) -> (NewObject, [NewObject]) {
        var object = NewObject(
            kind: new.kind, name: new.name, parent: nil, child: nil, derivedFrom: nil, plateRun: nil,
            attributes: Attributes())
        if let source = new.source { object.derivedFrom = .existing(try self.object(source, at: place)) }
        if let run = new.run { object.plateRun = .existing(try self.object(run, at: place)) }
        if let image = new.image { object.child = .existing(try self.object(image, at: place)) }
        guard let holder = new.place else { return (object, []) }
        let parent = try self.object(holder, at: place)
        let holderKind = try kind(of: parent, at: place)
        guard let link = Kind.link(from: holderKind, to: new.kind) else {
            object.parent = .existing(parent)
            return (object, [])
        }
        return (
            object,
            [
                NewObject(
                    kind: link, name: "", parent: .existing(parent), child: .new(0), derivedFrom: nil, plateRun: nil,
                    attributes: Attributes())
            ]
        )
    }

    mutating func kind(of id: ObjectID, at place: Place) throws(ScenarioError) -> Kind {
        guard let object = try ask(.object(id), at: place).object else {
            throw ScenarioError(place: place, sentence: "`\(name(of: id))` is gone")
        }
        return object.kind
    }
}

extension Kind {
    /// The link that joins two kinds; `nil` where one refers to the other, or nothing joins them.
    static func link(from upper: Kind, to lower: Kind) -> Kind? {
        switch (upper, lower) {
        case (.project, .dataset): .projectDatasetLink
        case (.dataset, .image): .datasetImageLink
        case (.screen, .plate): .screenPlateLink
        case (.folder, .image): .folderImageLink
        case (.folder, .roi): .folderROILink
        case (_, let annotation) where annotation.isAnnotation && upper != .script: .annotationLink
        default: nil
        }
    }
}

extension NewObject {
    static func link(_ kind: Kind, _ parent: ObjectID, _ child: ObjectID) -> NewObject {
        NewObject(
            kind: kind, name: "", parent: .existing(parent), child: .existing(child), derivedFrom: nil, plateRun: nil,
            attributes: Attributes())
    }
}
