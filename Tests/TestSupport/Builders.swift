public import Permissions

/// Builders put things into a world without asking the law: scenarios start from states that it may not lead to.
extension World {
    public mutating func addUser(_ login: String, administration: Administration = .none) -> UserID {
        let id = nextUserID
        apply(.createUser(id, World.account(login, administration: administration)))
        apply(.setMembership(id, .user, .member))
        if administration.isAdministrator { apply(.setMembership(id, .system, .member)) }
        return id
    }

    public mutating func addGroup(
        _ name: String, _ level: Level, owners: [UserID] = [], members: [UserID] = []
    ) -> GroupID {
        let id = nextGroupID
        apply(.createGroup(id, Group(name: name, description: "", level: level)))
        for user in members { join(user, id, .member) }
        for user in owners { join(user, id, .owner) }
        return id
    }

    public mutating func join(_ user: UserID, _ group: GroupID, _ membership: Membership) {
        apply(.setMembership(user, group, membership))
        guard var account = self.user(user), account.defaultGroup == nil else { return }
        account.defaultGroup = group
        apply(.updateUser(user, account))
    }

    public mutating func add(
        _ kind: Kind, of owner: UserID, in group: GroupID, named name: String = "", parent: ObjectID? = nil,
        child: ObjectID? = nil, attributes: Attributes = Attributes()
    ) -> ObjectID {
        let id = nextObjectID
        let object = Object(
            kind: kind, owner: owner, group: group, name: name, parent: parent, child: child, attributes: attributes)
        apply(.createObject(id, object))
        return id
    }

    /// A link of the kind that fits its ends, in their group.
    public mutating func link(_ parent: ObjectID, _ child: ObjectID, by owner: UserID) -> ObjectID {
        guard let upper = object(parent), let lower = object(child) else { preconditionFailure("ends exist") }
        let kind: Kind =
            switch (upper.kind, lower.kind) {
            case (.project, .dataset): .projectDatasetLink
            case (.dataset, .image): .datasetImageLink
            case (.screen, .plate): .screenPlateLink
            case (.folder, .image): .folderImageLink
            case (.folder, .roi): .folderROILink
            default: .annotationLink
            }
        return add(kind, of: owner, in: upper.group, parent: parent, child: child)
    }

    /// An annotation of `owner`, linked by the same.
    public mutating func annotate(_ object: ObjectID, _ kind: Kind, by owner: UserID) -> ObjectID {
        guard let group = self.object(object)?.group else { preconditionFailure("the object exists") }
        let annotation = add(kind, of: owner, in: group)
        _ = link(object, annotation, by: owner)
        return annotation
    }

    /// A fileset with its images.
    public mutating func addFileset(of owner: UserID, in group: GroupID, images count: Int) -> [ObjectID] {
        let fileset = add(.fileset, of: owner, in: group)
        return (0..<count).map { _ in add(.image, of: owner, in: group, parent: fileset) }
    }

    /// A plate with one run and one well, a sample for each image.
    public mutating func addPlate(of owner: UserID, in group: GroupID, images count: Int) -> PlateParts {
        let plate = add(.plate, of: owner, in: group, named: "plate")
        let run = add(.plateRun, of: owner, in: group, parent: plate)
        let well = add(.well, of: owner, in: group, parent: plate)
        let images = (0..<count).map { _ in add(.image, of: owner, in: group) }
        let samples = images.map { image in
            add(
                .wellSample, of: owner, in: group, parent: well, child: image,
                attributes: Attributes([Attribute(.plateRun, .reference(run))]))
        }
        return PlateParts(plate: plate, run: run, well: well, samples: samples, images: images)
    }

    /// The peer's own session of a user, in a group.
    public func caller(_ user: UserID, in group: GroupID?) -> Caller {
        Caller(
            user: user, administration: self.user(user)?.administration ?? .none, group: group, session: nil,
            sessionKind: nil, isReadOnly: false)
    }

    public func exists(_ id: ObjectID) -> Bool { object(id) != nil }
    public func owner(_ id: ObjectID) -> UserID? { object(id)?.owner }
    public func group(of id: ObjectID) -> GroupID? { object(id)?.group }
    public func isLinked(_ parent: ObjectID, _ child: ObjectID) -> Bool {
        holders(of: parent, at: .parent).contains { object($0)?.child == child }
    }

    /// Whether no object refers to one that is gone or in another group.
    public var isConsistent: Bool {
        objects.values.allSatisfy { object in
            [object.parent, object.child].allSatisfy { end in
                guard let end else { return true }
                guard let target = self.object(end) else { return false }
                return target.group == object.group || target.group == .user
            }
        }
    }
}

/// What `addPlate` made.
public struct PlateParts: Sendable {
    public let plate: ObjectID
    public let run: ObjectID
    public let well: ObjectID
    public let samples: [ObjectID]
    public let images: [ObjectID]
}

/// A group with one user for each part that one can play in it: alice owns the data.
public struct Lab: Sendable {
    public var world = World()
    public let alice: UserID
    public let bob: UserID
    public let olga: UserID
    public let zed: UserID
    public let group: GroupID

    public init(_ level: Level) {
        alice = world.addUser("alice")
        bob = world.addUser("bob")
        olga = world.addUser("olga")
        zed = world.addUser("zed")
        group = world.addGroup("lab", level, owners: [olga], members: [alice, bob])
    }

    public func caller(_ user: UserID) -> Caller { world.caller(user, in: group) }
    public var root: Caller { caller(.root) }
}
