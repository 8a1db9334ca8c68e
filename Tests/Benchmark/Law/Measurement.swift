import BenchmarkSupport
import Permissions
import Protobuf
import Service
import Store
import Wire

/// What is measured, each figure the median of some runs.
struct Measurement {
    var lab: Lab
    let objectCount: Int
    /// The user whom most is asked for: uid and what it is in the lab.
    let uid: UInt32 = 10_007
    let user = UserID(Lab.firstUser + 7)

    init(_ lab: Lab, objectCount: Int) {
        self.lab = lab
        self.objectCount = objectCount
    }

    func report(_ what: String, _ value: Double, _ unit: String, goal: String = "") {
        let rounded = (value * 100).rounded() / 100
        print("  \(what): \(rounded) \(unit)" + (goal.isEmpty ? "" : " (goal: \(goal))"))
    }

    mutating func decisions() {
        var dice = Dice(seed: 1)
        let ids = (0..<1_000_000).map { _ in ObjectID(1 + dice.next() % UInt64(objectCount)) }
        let caller = Caller(
            user: user, administration: .none, group: Lab.groups(of: 7)[0], session: nil, sessionKind: nil,
            isReadOnly: false)
        let state = lab.state
        func isAllowed(_ id: ObjectID) -> Bool {
            do throws(Refusal) {
                try Decision.check(.annotate, on: id, by: caller, in: state)
                return true
            } catch {
                return false
            }
        }
        var allowed = 0
        let one = median {
            for id in ids where isAllowed(id) { allowed += 1 }
        }
        precondition(allowed > 0, "some of it is allowed")
        report("one decision", one / Double(ids.count), "ns", goal: "50")

        let frames = (0..<10_000).map { index in
            lab.frame(
                V1.Access.check, .with { ($0.object, $0.action, $0.scope) = (ids[index].rawValue, .annotate, .all) })
        }
        let bursts = stride(from: 0, to: frames.count, by: 64).map {
            Array(frames[$0..<min($0 + 64, frames.count)].joined())
        }
        let served = median { for burst in bursts { _ = lab.answers(to: burst, uid: uid) } }
        report("one check from frame to frame, 64 at once", served / Double(frames.count), "ns")

        let batch = lab.frame(
            V1.Access.batchCheck,
            .with { ($0.objects, $0.actions, $0.scope) = (ids.prefix(1_000).map(\.rawValue), [.annotate], .all) })
        let batches = median { for _ in 0..<100 { _ = lab.answers(to: batch, uid: uid) } }
        report("batch checks of 1,000", 1_000 * 100 / batches * 1_000, "million a second", goal: "10")
    }

    mutating func lists() {
        func firstPage(_ what: String, uid: UInt32 = uid, _ request: V1.ListRequest) {
            let time = median { _ = lab.call(V1.Objects.list, request, uid: uid) }
            report("first page of \(what)", time / 1e6, "ms", goal: "1")
        }
        firstPage("what a member sees", .with { $0.scope = .all })
        firstPage("its images in one group", .with { $0.kind = .image })
        firstPage("its images without a dataset", .with { ($0.kind, $0.orphaned, $0.scope) = (.image, true, .all) })
        firstPage(
            "images by the start of their names", .with { ($0.kind, $0.namePrefix, $0.scope) = (.image, "img77", .all) }
        )
        firstPage("a search for a word that is rare", .with { ($0.words, $0.scope) = ("img777777", .all) })
        firstPage("everything, for an administrator", uid: 0, .with { $0.scope = .all })

        var seen = 0
        let whole = median {
            seen = 0
            var request = V1.ListRequest.with { $0.scope = .all }
            while true {
                let reply = lab.call(V1.Objects.list, request, uid: uid)
                seen += reply.objects.count
                if reply.complete { break }
                request.pageToken = reply.nextPageToken
            }
        }
        report("the whole list of \(seen) objects", whole / 1e6, "ms")
        let count = median {
            var request = V1.ListRequest.with { $0.scope = .all }
            while true {
                let reply = lab.call(V1.Objects.count, request, uid: uid)
                if reply.complete { break }
                request.pageToken = reply.nextPageToken
            }
        }
        report("their count", count / 1e6, "ms")
    }

    /// A dataset with so many images of the user, in its first group.
    mutating func makeDataset(_ images: Int) -> ObjectID {
        let group = Lab.groups(of: 7)[0]
        let first = lab.state.nextObjectID.rawValue
        func object(_ kind: Kind, _ parent: UInt64? = nil, _ child: UInt64? = nil) -> Object {
            Object(
                kind: kind, owner: user, group: group, name: kind.isLink ? "" : "made",
                parent: parent.map { ObjectID($0) },
                child: child.map { ObjectID($0) }, attributes: Attributes())
        }
        var mutations: [Mutation] = [.createObject(ObjectID(first), object(.dataset))]
        for number in 0..<UInt64(images) {
            let image = first + 1 + 2 * number
            mutations.append(.createObject(ObjectID(image), object(.image)))
            mutations.append(.createObject(ObjectID(image + 1), object(.datasetImageLink, first, image)))
        }
        lab.commit(mutations)
        return ObjectID(first)
    }

    mutating func plans() {
        let groups = Lab.groups(of: 7)
        let dataset = makeDataset(10_000)
        var target = 1
        let moving = median {
            _ = lab.call(
                V1.Objects.move,
                .with { ($0.targets, $0.group, $0.scope) = ([dataset.rawValue], groups[target].rawValue, .all) },
                uid: uid)
            target = (target + 1) % 3
        }
        report("moving a dataset of 10,000 images, with their links", moving / 1e6, "ms", goal: "20")
        let copying = median(repeats: 3) {
            _ = lab.call(
                V1.Objects.copy,
                .with { ($0.targets, $0.group, $0.scope) = ([dataset.rawValue], groups[0].rawValue, .all) }, uid: uid)
        }
        report("copying it", copying / 1e6, "ms")
        let doomed = (0..<3).map { _ in makeDataset(10_000) }
        var next = 0
        let deleting = median(repeats: 3) {
            _ = lab.call(
                V1.Objects.delete, .with { ($0.targets, $0.scope) = ([doomed[next].rawValue], .all) }, uid: uid)
            next += 1
        }
        report("deleting it", deleting / 1e6, "ms")
        for level in [V1.Level.readOnly, .private] {
            let lowering = median(repeats: 3) {
                _ = lab.call(
                    V1.Accounts.changeLevel,
                    .with { ($0.group, $0.level, $0.dryRun) = (groups[0].rawValue, level, true) },
                    uid: 0)
            }
            report("planning to lower a group to \(level)", lowering / 1e6, "ms")
        }
    }
}
