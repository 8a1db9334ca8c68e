import Permissions
import TestSupport
import Testing

/// Every operation of everyone on accounts of every strength, by the law and by the model.
@Suite struct ExhaustionAccountTests {
    /// What administrations there are: none, each privilege alone, none of them, all of them, full.
    private static let administrations: [Administration] =
        [.none, .full, .restricted([]), .restricted(.all)] + Privileges.each.map { .restricted($0) }

    /// A stage with accounts of every strength, two of them in the group, one of these an owner.
    private func crowded(_ part: Part) -> (stage: Stage, users: [UserID], groups: [GroupID]) {
        var stage = Stage(part, .readOnly)
        var users = [stage.me, stage.you, stage.gone, .root, .guest, UserID(999)]
        for (index, administration) in Self.administrations.enumerated() {
            users.append(stage.world.addUser("user \(index)", administration: administration))
        }
        stage.world.join(users[6], stage.group, .owner)
        stage.world.join(users[7], stage.group, .member)
        // Somebody who owns something is not deleted.
        _ = stage.world.add(.image, of: users[8], in: stage.elsewhere)
        let empty = stage.world.addGroup("empty", .private, members: [stage.you])
        return (stage, users, [stage.group, stage.elsewhere, empty, .system, .user, GroupID(999)])
    }

    @Test("memberships are changed by those whom the model lets", arguments: Part.allCases)
    func memberships(part: Part) {
        let (stage, users, groups) = crowded(part)
        var acts: [HistoryAct] = []
        for user in users {
            for group in groups {
                let operations: [NaiveModel.Operation] = [
                    .add(user, group), .remove(user, group), .setOwner(user, group, true),
                    .setOwner(user, group, false), .setDefaultGroup(user, group),
                ]
                acts += operations.map { .administer($0) }
            }
        }
        #expect(stage.faults(of: acts).isEmpty)
        #expect(acts.count == 19 * 6 * 5)
    }

    @Test("accounts are changed by those whom the model lets", arguments: Part.allCases)
    func accounts(part: Part) {
        let (stage, users, _) = crowded(part)
        var operations: [NaiveModel.Operation] = []
        for user in users {
            operations += [
                .edit(user, login: "new", fullName: nil, uid: nil), .edit(user, login: "YOU", fullName: nil, uid: nil),
                .edit(user, login: nil, fullName: "New", uid: nil), .edit(user, login: nil, fullName: nil, uid: 1),
                .setActive(user, true), .setActive(user, false), .deleteUser(user),
            ]
            operations += Self.administrations.map { .grant(user, $0) }
        }
        for administration in Self.administrations {
            let user = User(
                login: "new", fullName: "", email: "", uid: nil, isActive: true, defaultGroup: nil,
                administration: administration)
            operations.append(.createUser(user))
        }
        #expect(stage.faults(of: operations.map { .administer($0) }).isEmpty)
        #expect(operations.count == 19 * (7 + 13) + 13)
    }

    @Test("groups are changed by those whom the model lets", arguments: Part.allCases)
    func groups(part: Part) {
        let (stage, _, groups) = crowded(part)
        var operations: [NaiveModel.Operation] = []
        for name in ["new", "LAB", "42", "", " new", "n\u{0}w", String(repeating: "n", count: 256)] {
            operations.append(.createGroup(name, .readWrite))
            operations += groups.map { .renameGroup($0, name) }
        }
        operations += groups.map { .deleteGroup($0) }
        #expect(stage.faults(of: operations.map { .administer($0) }).isEmpty)
        #expect(operations.count == 7 * 7 + 6)
    }

    @Test("sessions are opened, switched and ended by those whom the model lets", arguments: Part.allCases)
    func sessions(part: Part) {
        let (stage, users, groups) = crowded(part)
        var acts: [HistoryAct] = groups.map { .work($0) } + [.endSession(SessionID(1)), .endSession(SessionID(9))]
        for user in users {
            for group in groups.map(Optional.some) + [nil] {
                let opening = SessionOpening(
                    group: group, isReadOnly: false, tokenDigest: [], uid: 0, expires: 9, program: "")
                acts.append(.openSudo(user, opening))
                acts.append(.openScript(user, opening, keepsAdministration: false))
                acts.append(.openScript(user, opening, keepsAdministration: true))
            }
        }
        #expect(stage.faults(of: acts).isEmpty)
        #expect(acts.count == 8 + 19 * 7 * 3)
    }
}
