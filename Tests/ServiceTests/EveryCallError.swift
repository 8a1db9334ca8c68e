import Permissions
import Protobuf

@testable import Service

/// One of each error of a call. A new one does not compile until it has its place here.
enum EveryCallError {
    static let all: [CallError] = {
        var all: [CallError] = []
        while let next = after(all.last) { all.append(next) }
        return all
    }()

    private static func after(_ error: CallError?) -> CallError? {
        switch error {
        case nil: .refusal(.readOnlySession)
        case .refusal: .planNeeded(.digestRequired, Plan([]))
        case .planNeeded: .unknownUID(1_000)
        case .unknownUID: .unreadableEnvelope(.truncated)
        case .unreadableEnvelope: .unreadablePayload(.invalidUTF8)
        case .unreadablePayload: .unknownService("cohort.v1.Nothing")
        case .unknownService: .unknownMethod("Nothing")
        case .unknownMethod: .deadlinePassed
        case .deadlinePassed: .noUser("eve")
        case .noUser: .noGroup("lab")
        case .noGroup: .invalid(.missing("kind"))
        case .invalid: .replyTooLarge(5_000_000)
        case .replyTooLarge: .revisionAhead(asked: 8, present: 7)
        case .revisionAhead: .alreadyBound
        case .alreadyBound: .badToken
        case .badToken: .keyReused
        case .keyReused: .diskFull("no space left")
        case .diskFull: .overloaded
        case .overloaded: .backupsBusy
        case .backupsBusy: .noBackup(7)
        case .noBackup: .streamID(2)
        case .streamID: .streamInUse(1)
        case .streamInUse: .streamNotActive
        case .streamNotActive: .dataNotTaken(1)
        case .dataNotTaken: .closingData
        case .closingData: .streamCutShort
        case .streamCutShort: .tooManyStreams(max: 16)
        case .tooManyStreams: .tooManyConnections(max: 100)
        case .tooManyConnections: .tooManyConnectionsOfOne(1_000, max: 10)
        case .tooManyConnectionsOfOne: .frameLate(.seconds(60))
        case .frameLate: .cancelled
        case .cancelled: .changesForgotten(after: 7)
        case .changesForgotten: .tooManyTransfers
        case .tooManyTransfers: .contentTooLarge(2, max: 1)
        case .contentTooLarge: .intakeTooLarge(max: 1)
        case .intakeTooLarge: .tooManyIntakes
        case .tooManyIntakes: .noContent(ObjectID(7))
        case .noContent: .contentLost(ObjectID(7))
        case .contentLost: .contentUnreadable(ObjectID(7), "it fails")
        case .contentUnreadable: .trailUnreadable("`journal-1`: it is gone")
        case .trailUnreadable: .frameTooLarge(5_000_000)
        case .frameTooLarge: .stopping
        case .stopping: nil
        }
    }

    static let faults: [RequestFault] = {
        var all: [RequestFault] = []
        while let next = after(all.last) { all.append(next) }
        return all
    }()

    private static func after(_ fault: RequestFault?) -> RequestFault? {
        switch fault {
        case nil: .missing("kind")
        case .missing: .unknownNumber("kind", 99)
        case .unknownNumber: .unknownPrivileges(512)
        case .unknownPrivileges: .onlyRestrictedHoldPrivileges
        case .onlyRestrictedHoldPrivileges: .tooMany("ids", 10_001, max: 10_000)
        case .tooMany: .lengthsDiffer("objects", "actions")
        case .lengthsDiffer: .twice("groups")
        case .twice: .bothWays("child", "new_child")
        case .bothWays: .textTooLong("email", 300, max: 255)
        case .textTooLong: .controlCharacter("email")
        case .controlCharacter: .noUID(.max)
        case .noUID: .saysNothing("a link", field: "name")
        case .saysNothing: .shapes
        case .shapes: .onlyScriptsAreOfficial
        case .onlyScriptsAreOfficial: .groupNotLookedIn(7)
        case .groupNotLookedIn: .pageToken
        case .pageToken: .reference(3, count: 2)
        case .reference: .lifetime(9_000_000, max: 2_678_400)
        case .lifetime: .objectTooLarge(2_000_000, max: 1_048_576)
        case .objectTooLarge: .key(max: 128)
        case .key: .keyNotTaken
        case .keyNotTaken: .startedTwice
        case .startedTwice: .contentSize(2, announced: 1)
        case .contentSize: .offset(2, size: 1)
        case .offset: nil
        }
    }

    /// What follows a readable sentence whatever the client sent.
    static let hostile = "ab\u{0}c\n\u{1B}[31m\u{2028}\u{202E}d`e" + String(repeating: "x", count: 100_000)
    static let quoting: [CallError] = [
        .unknownService(hostile), .unknownMethod(hostile), .noUser(hostile), .noGroup(hostile),
    ]
}
