/// An account (`PERMISSIONS.md`, section 1).
public struct User: Hashable, Sendable {
    /// Unique without regard to case.
    public var login: String
    public var fullName: String
    public var email: String
    /// The OS account that speaks for this user. One uid stands for one user at most.
    public var uid: UInt32?
    public var isActive: Bool
    /// Where a session starts that names no group. One of the user's groups, or none.
    public var defaultGroup: GroupID?
    public var administration: Administration

    public init(
        login: String, fullName: String, email: String, uid: UInt32?,
        isActive: Bool, defaultGroup: GroupID?, administration: Administration
    ) {
        self.login = login
        self.fullName = fullName
        self.email = email
        self.uid = uid
        self.isActive = isActive
        self.defaultGroup = defaultGroup
        self.administration = administration
    }
}

/// A set of members with a level.
public struct Group: Hashable, Sendable {
    /// Unique without regard to case.
    public var name: String
    public var description: String
    public var level: Level

    public init(name: String, description: String, level: Level) {
        self.name = name
        self.description = description
        self.level = level
    }
}

/// What a user is in a group. The raw values are those of the journal and the wire.
public enum Membership: UInt8, Sendable {
    case member = 1
    /// A member with the owner mark.
    case owner = 2
}

/// How much of an administrator a user is (`PERMISSIONS.md`, section 11).
public enum Administration: Hashable, Sendable {
    case none
    /// Sees everything and may do what its privileges cover.
    case restricted(Privileges)
    case full

    public var isAdministrator: Bool { self != .none }

    /// Whether this administrator's privileges cover acts that need `privilege`.
    public func covers(_ privilege: Privileges) -> Bool {
        switch self {
        case .none: false
        case .restricted(let held): held.isSuperset(of: privilege)
        case .full: true
        }
    }

    /// What both hold: the administration of a sudo session (`PERMISSIONS.md`, section 12).
    public func intersection(_ other: Administration) -> Administration {
        switch (self, other) {
        case (.none, _), (_, .none): .none
        case (.full, let rest), (let rest, .full): rest
        case (.restricted(let mine), .restricted(let theirs)): .restricted(mine.intersection(theirs))
        }
    }
}

/// What a restricted administrator may do. The raw values are those of the journal and the wire.
public struct Privileges: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let move = Privileges(rawValue: 1 << 0)
    public static let give = Privileges(rawValue: 1 << 1)
    /// Creating, annotating, editing, mixing, deriving and rendering in any group.
    public static let writeData = Privileges(rawValue: 1 << 2)
    /// Deleting, and removing annotations.
    public static let deleteData = Privileges(rawValue: 1 << 3)
    public static let manageGroups = Privileges(rawValue: 1 << 4)
    public static let manageMembership = Privileges(rawValue: 1 << 5)
    public static let manageUsers = Privileges(rawValue: 1 << 6)
    public static let manageScripts = Privileges(rawValue: 1 << 7)
    public static let sudo = Privileges(rawValue: 1 << 8)

    /// All that there are, one by one.
    public static var each: [Privileges] {
        [.move, .give, .writeData, .deleteData, .manageGroups, .manageMembership, .manageUsers, .manageScripts, .sudo]
    }

    /// All that there are.
    public static var all: Privileges { Privileges(each) }
}
