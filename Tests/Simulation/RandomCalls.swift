import Permissions
import Protobuf
import Store
import TestSupport
import Wire

/// What the people of a lab ask for, by chance.
struct RandomCalls {
    /// A call on its way.
    struct Call {
        let uid: UInt32
        let frame: (UInt32) -> [UInt8]
        /// What the answer is looked at for.
        var purpose = Purpose.none
    }

    enum Purpose {
        case none
        /// The answer names an object that was made.
        case creation
        /// So does this one, and the same object each time.
        case keyedCreation(String)
        /// The answer is a plan, to be run with its digest.
        case levelPlan(V1.ChangeLevelRequest)
    }

    static let uids: [UInt32] = [0, 1_001, 1_002, 1_003]

    var dice: SeededGenerator

    /// Something that anybody might ask while this is the state.
    mutating func next(in state: State) -> Call {
        if state.groupCount < 5 || dice.happens(onceIn: 40) { return createGroup() }
        if state.userCount < 5 || dice.happens(onceIn: 40) { return createUser(in: state) }
        switch dice.below(30) {
        case 0..<12: return create(in: state)
        case 12..<15: return update(in: state)
        case 15..<18: return delete(in: state)
        case 18, 19: return look(in: state)
        case 20: return move(in: state)
        case 21, 22: return changeLevel(in: state)
        case 23: return setMembership(in: state)
        case 24: return call(V1.Admin.snapshot, V1.SnapshotRequest(), uid: 0)
        case 25: return dice.happens(onceIn: 2) ? session(in: state) : keyed()
        case 26: return end(in: state)
        case 27: return switchGroup(in: state)
        default: return link(in: state)
        }
    }

    /// The plan again, to be carried out.
    func run(_ request: V1.ChangeLevelRequest, digest: [UInt8]) -> Call {
        var request = request
        request.dryRun = false
        request.digest = digest
        return call(V1.Accounts.changeLevel, request, uid: 0)
    }

    private func call<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, uid: UInt32, for purpose: Purpose = .none,
        key: String? = nil
    ) -> Call {
        Call(uid: uid, frame: { Frames.call(method, request, stream: $0, key: key) }, purpose: purpose)
    }
}

// MARK: - Objects

extension RandomCalls {
    private mutating func create(in state: State) -> Call {
        let kinds: [V1.Kind] = [.project, .dataset, .image, .tag, .folder, .screen, .roi, .comment]
        let request = V1.CreateRequest.with {
            $0.kind = kinds[dice.below(kinds.count)]
            $0.name = name()
            if $0.kind == .roi || dice.happens(onceIn: 6) { $0.parent = object(in: state) }
        }
        return call(V1.Objects.create, request, uid: uid(), for: .creation)
    }

    /// A change that carries a key: the same one again, after a crash or not, makes nothing anew.
    private mutating func keyed() -> Call {
        let key = "key\(dice.below(4))"
        let request = V1.CreateRequest.with {
            $0.kind = .tag
            $0.name = key
        }
        return call(V1.Objects.create, request, uid: uid(), for: .keyedCreation(key), key: key)
    }

    private mutating func link(in state: State) -> Call {
        let kinds: [V1.Kind] = [.annotationLink, .projectDatasetLink, .datasetImageLink, .folderImageLink]
        let request = V1.CreateRequest.with {
            $0.kind = kinds[dice.below(kinds.count)]
            $0.parent = object(in: state)
            $0.child = object(in: state)
        }
        return call(V1.Objects.create, request, uid: uid(), for: .creation)
    }

    private mutating func update(in state: State) -> Call {
        let request = V1.UpdateRequest.with {
            $0.id = object(in: state)
            $0.name = name()
        }
        return call(V1.Objects.update, request, uid: uid())
    }

    private mutating func delete(in state: State) -> Call {
        let request = V1.DeleteRequest.with { $0.targets = (0...dice.below(2)).map { _ in object(in: state) } }
        return call(V1.Objects.delete, request, uid: uid())
    }

    private mutating func move(in state: State) -> Call {
        let request = V1.MoveRequest.with {
            $0.targets = [object(in: state)]
            $0.group = group(in: state)
        }
        return call(V1.Objects.move, request, uid: uid())
    }

    private mutating func look(in state: State) -> Call {
        dice.happens(onceIn: 2)
            ? call(V1.Objects.list, V1.ListRequest(), uid: uid())
            : call(V1.Objects.get, .with { $0.ids = [object(in: state)] }, uid: uid())
    }

    private mutating func object(in state: State) -> UInt64 {
        UInt64(1 + dice.below(Int(state.nextObjectID.rawValue)))
    }

    private mutating func name() -> String {
        ["", "cells", "Cells", "caf\u{e9}", String(repeating: "long ", count: 60)].randomElement(using: &dice) ?? ""
    }

    private mutating func uid() -> UInt32 { Self.uids[dice.below(Self.uids.count)] }
}

// MARK: - Accounts and sessions

extension RandomCalls {
    private mutating func createGroup() -> Call {
        let request = V1.CreateGroupRequest.with {
            $0.name = "group\(dice.below(1_000))"
            $0.level = level()
        }
        return call(V1.Accounts.createGroup, request, uid: 0)
    }

    private mutating func createUser(in state: State) -> Call {
        let request = V1.CreateUserRequest.with {
            $0.login = "user\(dice.below(1_000))"
            $0.uid = Self.uids[1 + dice.below(Self.uids.count - 1)]
            $0.groups = [group(in: state), group(in: state)]
        }
        return call(V1.Accounts.createUser, request, uid: 0)
    }

    private mutating func changeLevel(in state: State) -> Call {
        let request = V1.ChangeLevelRequest.with {
            $0.group = group(in: state)
            $0.level = level()
            $0.dryRun = true
        }
        return call(V1.Accounts.changeLevel, request, uid: 0, for: .levelPlan(request))
    }

    private mutating func setMembership(in state: State) -> Call {
        let request = V1.SetMembershipRequest.with {
            $0.user = UInt32(2 + dice.below(4))
            $0.group = group(in: state)
            $0.role = [V1.Role.none, .member, .owner].randomElement(using: &dice) ?? .member
        }
        return call(V1.Accounts.setMembership, request, uid: 0)
    }

    private mutating func session(in state: State) -> Call {
        guard dice.happens(onceIn: 2) else {
            return call(V1.Sessions.sudo, .with { $0.user = UInt32(2 + dice.below(4)) }, uid: 0)
        }
        return call(V1.Sessions.openScript, .with { $0.group = group(in: state) }, uid: uid())
    }

    private mutating func end(in state: State) -> Call {
        let session = UInt64(dice.below(Int(state.nextSessionID.rawValue)))
        return call(V1.Sessions.end, .with { $0.session = session }, uid: uid())
    }

    private mutating func switchGroup(in state: State) -> Call {
        call(V1.Sessions.switchGroup, .with { $0.group = group(in: state) }, uid: uid())
    }

    private mutating func group(in state: State) -> UInt32 {
        3 + UInt32(dice.below(max(1, Int(state.nextGroupID.rawValue) - 3)))
    }

    private mutating func level() -> V1.Level {
        [.private, .readOnly, .readAnnotate, .readWrite].randomElement(using: &dice) ?? .readWrite
    }
}
