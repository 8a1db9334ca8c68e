internal import Permissions

/// A row that refers to one that is not there, or that takes what another one has: no record leads there, so somebody, or
/// something, has changed the rows.
public struct Inconsistency: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}

extension State {
    /// The first row that does not fit the others; `nil` if all do.
    public var inconsistency: Inconsistency? { accountInconsistency ?? objectInconsistency }

    private var accountInconsistency: Inconsistency? {
        for (id, user) in allUsers {
            if id >= nextUserID { return Inconsistency(description: "user \(id.rawValue) is numbered as one to come") }
            if self.user(named: user.login) != id || user.uid.map({ self.user(uid: $0) != id }) ?? false {
                return Inconsistency(description: "user \(id.rawValue) has the login, or the uid, of another one")
            }
        }
        for (id, group) in allGroups {
            if id >= nextGroupID {
                return Inconsistency(description: "group \(id.rawValue) is numbered as one to come")
            }
            if self.group(named: group.name) != id {
                return Inconsistency(description: "group \(id.rawValue) has the name of another one")
            }
        }
        for (user, group, _) in allMemberships where self.user(user) == nil || self.group(group) == nil {
            return Inconsistency(
                description: "user \(user.rawValue) is a member of group \(group.rawValue), and one is missing")
        }
        for (revision, _) in allReceipts where revision > self.revision {
            return Inconsistency(description: "a receipt is of revision \(revision), which is to come")
        }
        for (id, _) in allSessions where id >= nextSessionID {
            return Inconsistency(description: "session \(id.rawValue) is numbered as one to come")
        }
        return nil
    }

    private var objectInconsistency: Inconsistency? {
        for (id, object) in allObjects {
            if id >= nextObjectID {
                return Inconsistency(description: "object \(id.rawValue) is numbered as one to come")
            }
            if user(object.owner) == nil || group(object.group) == nil {
                return Inconsistency(description: "object \(id.rawValue) belongs to a user or group that is missing")
            }
            for end in [object.parent, object.child] {
                if let end, facts(of: end) == nil {
                    return Inconsistency(
                        description: "object \(id.rawValue) refers to \(end.rawValue), which is missing")
                }
            }
        }
        return nil
    }
}
