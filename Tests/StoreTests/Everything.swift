import Permissions
import Testing

@testable import Store

/// All that a state says, spread out: two states with the same everything cannot be told apart.
struct Everything: Equatable, Sendable {
    struct Row<ID: Equatable & Sendable, Content: Equatable & Sendable>: Equatable, Sendable {
        let id: ID
        let content: Content

        init(_ id: ID, _ content: Content) {
            self.id = id
            self.content = content
        }
    }

    let revision: UInt64
    let nextIDs: [UInt64]
    let counts: [Int]
    let objects: [Row<ObjectID, Object>]
    /// Equal strings may be spelt in different bytes.
    let spellings: [[UInt8]]
    let users: [Row<UserID, User>]
    let groups: [Row<GroupID, Group>]
    let memberships: [Row<[UInt32], Membership>]
    let sessions: [Row<SessionID, Session>]
    let receipts: [Row<UInt64, ReceiptRow>]
    let receiptOrder: [UInt64]
    let receiptSize: Int
    let pairIndexes: [[PairKey]]
    let nameIndexes: [[NameKey]]
    let contents: [ContentKey]

    init(_ state: State) {
        revision = state.revision
        nextIDs = [
            state.nextObjectID.rawValue, UInt64(state.nextUserID.rawValue), UInt64(state.nextGroupID.rawValue),
            state.nextSessionID.rawValue,
        ]
        counts = [
            state.objectCount, state.userCount, state.groupCount, state.membershipCount, state.sessionCount,
            state.receiptCount,
        ]
        objects = state.allObjects.map { Row($0, $1) }
        spellings = state.allObjects.map { Array($0.1.name.utf8) }
        users = state.allUsers.map { Row($0, $1) }
        groups = state.allGroups.map { Row($0, $1) }
        memberships = state.allMemberships.map { Row([$0.rawValue, $1.rawValue], $2) }
        sessions = state.allSessions.map { Row($0, $1) }
        receipts = state.allReceipts.map { Row($0, $1) }
        receiptOrder = Array(state.receiptOrder.from(0))
        receiptSize = state.receiptSize
        let least = PairKey(high: 0, low: 0)
        pairIndexes = [
            state.objectsByOwner, state.holders, state.usersByUID, state.groupsOfUser, state.usersOfGroup,
        ].map { Array($0.from(least)) }
        nameIndexes = [state.objectsByName, state.usersByLogin, state.groupsByName, state.receiptsByKey]
            .map { Array($0.from(NameKey(space: 0, name: "", id: 0))) }
        contents = Array(state.contents.from(ContentKey(digest: .least, attachment: 0)))
    }
}

extension Everything: CustomTestStringConvertible {
    /// A whole state would drown what a failed test has to say.
    var testDescription: String { "everything at revision \(revision), \(counts) rows" }
}
