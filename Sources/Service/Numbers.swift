internal import Permissions
internal import Wire

// The numbers of the wire and of the law are the same; here one becomes the other.

extension Kind {
    /// The kind that a request names.
    init(_ kind: V1.Kind, field: String) throws(CallError) {
        guard let known = UInt8(exactly: kind.rawValue).flatMap(Kind.init) else {
            throw .invalid(kind == .unspecified ? .missing(field) : .unknownNumber(field, kind.rawValue))
        }
        self = known
    }

    var message: V1.Kind { V1.Kind(rawValue: Int32(rawValue)) }
}

extension Action {
    init(_ action: V1.Action) throws(CallError) {
        guard let known = UInt8(exactly: action.rawValue).flatMap(Action.init) else {
            throw .invalid(action == .unspecified ? .missing("action") : .unknownNumber("action", action.rawValue))
        }
        self = known
    }

    var message: V1.Action { V1.Action(rawValue: Int32(rawValue)) }
}

extension Level {
    init(_ level: V1.Level) throws(CallError) {
        guard let known = UInt8(exactly: level.rawValue).flatMap(Level.init) else {
            throw .invalid(level == .unspecified ? .missing("level") : .unknownNumber("level", level.rawValue))
        }
        self = known
    }

    var message: V1.Level { V1.Level(rawValue: Int32(rawValue)) }
}

extension Permissions.Field {
    init(_ field: V1.Field) throws(CallError) {
        guard let known = UInt8(exactly: field.rawValue).flatMap(Permissions.Field.init) else {
            throw .invalid(field == .unspecified ? .missing("field") : .unknownNumber("field", field.rawValue))
        }
        self = known
    }

    var message: V1.Field { V1.Field(rawValue: Int32(rawValue)) }
}

extension Administration {
    init(_ administration: V1.Administration, privileges: UInt32) throws(CallError) {
        let held = Privileges(rawValue: privileges)
        // A bit that stands for none is not given: one day it may stand for something.
        guard Privileges.all.isSuperset(of: held) else { throw .invalid(.unknownPrivileges(privileges)) }
        if administration != .restricted, !held.isEmpty { throw .invalid(.onlyRestrictedHoldPrivileges) }
        switch administration {
        case .none: self = .none
        case .restricted: self = .restricted(held)
        case .full: self = .full
        case .unrecognized(let number): throw .invalid(.unknownNumber("administration", number))
        }
    }

    var message: (kind: V1.Administration, privileges: UInt32) {
        switch self {
        case .none: (.none, 0)
        case .restricted(let privileges): (.restricted, privileges.rawValue)
        case .full: (.full, 0)
        }
    }
}

extension Membership {
    var message: V1.Role { self == .owner ? .owner : .member }
}

extension Role {
    var message: V1.Standing {
        switch self {
        case .member: .member
        case .owner: .groupOwner
        case .restrictedAdministrator: .restrictedAdministrator
        case .administrator: .administrator
        }
    }
}

extension SessionKind? {
    var message: V1.SessionKind {
        switch self {
        case nil: .own
        case .sudo: .sudo
        case .script: .script
        }
    }
}

extension Inclusion {
    init(_ kinds: [V1.Kind], field: String) throws(CallError) {
        self = []
        for kind in kinds {
            switch kind {
            case .tag: insert(.tag)
            case .attachment: insert(.attachment)
            default: throw .invalid(.unknownNumber(field, kind.rawValue))
            }
        }
    }
}

extension ObjectID {
    /// An id as the wire has it: 0 names nothing.
    init?(named id: UInt64) {
        guard id != 0 else { return nil }
        self.init(id)
    }
}

extension [UInt64] {
    /// Ids of objects, as many as one call may name.
    func objectIDs(field: String) throws(CallError) -> [ObjectID] {
        guard count <= WireLimits.targetsMax else { throw .invalid(.tooMany(field, count, max: WireLimits.targetsMax)) }
        return map { ObjectID($0) }
    }
}

extension Caller {
    /// The caller, looking where a request asks it to (section 3).
    func looking(_ scope: V1.Scope) throws(CallError) -> Caller {
        var caller = self
        switch scope {
        case .current: caller.scope = group.map { .group($0) } ?? .all
        case .all: caller.scope = .all
        case .unrecognized(let number): throw .invalid(.unknownNumber("scope", number))
        }
        return caller
    }
}
