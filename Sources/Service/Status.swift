internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// The status of a call that got no reply: code, sentence and, for a refusal, its data.
enum Status {
    static func of(_ error: CallError) -> Ttrpc.Status { of(error, in: nil) }

    /// - Parameter world: what the sentence may name. Only what the caller may know is ever in a refusal.
    static func of(_ error: CallError, in world: World?) -> Ttrpc.Status {
        .with {
            $0.code = Code(error).rawValue
            switch error {
            case .refusal(let refusal):
                let sentence = Sentence(refusal, in: world)
                $0.message = sentence.text
                $0.details = [detail(of: refusal, help: sentence.help, in: world, plan: nil)]
            case .planNeeded(let refusal, let plan):
                let sentence = Sentence(refusal, in: world)
                $0.message = sentence.text
                $0.details = [
                    detail(
                        of: refusal, help: sentence.help, in: world,
                        plan: world.map { PlanView.message(plan, in: $0) })
                ]
            default:
                $0.message = error.sentence
            }
        }
    }

    private static func detail(of refusal: Refusal, help: String, in world: World?, plan: V1.Plan?) -> Ttrpc.Detail {
        .with {
            $0.typeURL = "type.googleapis.com/" + V1.RefusalDetail.protoMessageName
            $0.value = refusalDetail(refusal, help: help, in: world, plan: plan).serializedBytes()
        }
    }

    static func refusalDetail(_ refusal: Refusal, help: String, in world: World?, plan: V1.Plan?) -> V1.RefusalDetail {
        .with {
            $0.rule = refusal.rule
            $0.section = UInt32(refusal.section)
            // No more than one call could name.
            $0.blockers = refusal.blockers.visible.prefix(WireLimits.targetsMax).map(\.rawValue)
            $0.hiddenBlockers = UInt64(refusal.blockers.hidden)
            $0.help = help
            $0.plan = plan
            guard let judged = world?.judgement(of: refusal) else { return }
            $0.standing = judged.role.message
            $0.level = judged.level.message
        }
    }

    static func detail(of allowance: Allowance, in level: Level?) -> V1.RefusalDetail {
        .with {
            $0.rule = allowance.rule
            $0.section = UInt32(allowance.section)
            $0.standing = allowance.standing
            $0.level = level?.message ?? .unspecified
        }
    }
}

/// What sentences and plans may name: the state that was judged, and who asks.
struct World {
    let caller: Caller
    let state: State
}

extension Code {
    /// The code of each answer, here and nowhere else.
    init(_ error: CallError) {
        self =
            switch error {
            case .refusal(let refusal), .planNeeded(let refusal, _): Code(refusal)
            case .unknownUID, .badToken: .unauthenticated
            case .unreadableEnvelope, .invalid, .streamID, .streamInUse, .streamNotActive, .dataNotTaken,
                .closingData, .streamCutShort:
                .invalidArgument
            // Other servers of this protocol say so too: the envelope was fine, what is in it is not.
            case .unreadablePayload: .internal
            case .noUser, .noGroup: .notFound
            case .unknownService, .unknownMethod: .unimplemented
            case .deadlinePassed, .frameLate: .deadlineExceeded
            case .replyTooLarge, .diskFull, .overloaded, .backupsBusy, .frameTooLarge, .tooManyStreams,
                .tooManyConnections, .tooManyConnectionsOfOne, .tooManyTransfers, .contentTooLarge, .intakeTooLarge,
                .tooManyIntakes:
                .resourceExhausted
            case .contentLost, .trailUnreadable: .dataLoss
            case .revisionAhead, .changesForgotten: .outOfRange
            case .alreadyBound, .keyReused, .noBackup, .noContent: .failedPrecondition
            case .stopping, .contentUnreadable: .unavailable
            case .cancelled: .cancelled
            }
    }

    /// The code of each rule.
    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .noSuchObject, .noSuchUser, .noSuchGroup, .noSuchSession: .notFound
            case .notAllowed, .anothersWhole, .anothersRegion, .onlyAdministratorsPromote, .notYoursToCopy,
                .ownerStillActive, .privilegeNeeded, .notAnOwner, .anotherOwner, .ownMembership, .strongerAccount,
                .readOnlySession, .confinedSession, .furtherSession, .playedAccount, .anothersScript, .fixedUser,
                .systemGroup, .notAMember:
                .permissionDenied
            case .wrongKinds, .notATarget, .danglingReference, .invalidAttribute, .linkedTwice, .invalidName:
                .invalidArgument
            case .alreadyLinked, .userNameTaken, .groupNameTaken, .uidTaken, .alreadyAMember: .alreadyExists
            case .crossGroup, .notInGroup, .cycle, .derivedPairs, .digestRequired, .filesetPart, .wellImage, .sameGroup,
                .lastAdministrator, .userOwnsData, .groupNotEmpty, .userInNoGroup, .noCurrentGroup, .ambiguousName:
                .failedPrecondition
            case .planChanged: .aborted
            case .sessionEnded, .inactiveUser: .unauthenticated
            }
    }
}
