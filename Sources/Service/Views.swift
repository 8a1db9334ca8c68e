internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// An object as the caller sees it.
enum ObjectView {
    static func message(_ id: ObjectID, for caller: Caller, in state: State) throws(CallError) -> V1.Object {
        // Whatever is in sight may be viewed.
        let allowed = Decision.allowed(on: id, by: caller, in: state)
        guard allowed.contains(.view), let object = state.object(id) else { throw .refusal(.noSuchObject(id)) }
        return .with {
            $0.id = id.rawValue
            $0.kind = object.kind.message
            $0.owner = object.owner.rawValue
            $0.group = object.group.rawValue
            $0.name = object.name
            $0.parent = visible(object.parent, to: caller, in: state)
            $0.child = visible(object.child, to: caller, in: state)
            $0.attributes = visible(object.attributes, to: caller, in: state).messages
            $0.allowed = UInt32(allowed.rawValue)
        }
    }

    /// A reference to what is out of sight is as good as none.
    static func visible(_ id: ObjectID?, to caller: Caller, in state: State) -> UInt64 {
        guard let id, Visibility.isVisible(id, to: caller, in: state) else { return 0 }
        return id.rawValue
    }

    /// Whoever does not see the source of an image reads only that there was one (section 1).
    private static func visible(_ attributes: Attributes, to caller: Caller, in state: State) -> Attributes {
        guard case .reference(let source) = attributes[.derivedFrom] else { return attributes }
        guard !Visibility.isVisible(source, to: caller, in: state) else { return attributes }
        var attributes = attributes
        attributes[.derivedFrom] = .reference(ObjectID(0))
        return attributes
    }
}

/// Accounts as the caller sees them.
enum AccountView {
    static func message(_ id: UserID, for caller: Caller, in state: State) throws(CallError) -> V1.User {
        guard let user = state.user(id) else { throw .refusal(.noSuchUser(id)) }
        return .with {
            $0.id = id.rawValue
            $0.login = user.login
            $0.fullName = user.fullName
            $0.active = user.isActive
            guard Visibility.isVisible(detailsOf: id, to: caller) else { return }
            $0.email = user.email
            $0.uid = user.uid
            $0.defaultGroup = user.defaultGroup?.rawValue
            ($0.administration, $0.privileges) = user.administration.message
        }
    }

    static func message(_ id: GroupID, in state: State) throws(CallError) -> V1.Group {
        guard let group = state.group(id) else { throw .refusal(.noSuchGroup(id)) }
        return .with {
            $0.id = id.rawValue
            $0.name = group.name
            $0.description = group.description
            $0.level = group.level.message
        }
    }
}
