import BenchmarkSupport
import Permissions
import Store

/// A lab of 1,000 users in 100 groups, each user in three, and objects of a real mix: of ten, one dataset, four images,
/// three links of images into datasets, one tag and one link of a tag.
struct World {
    static let userCount = 1_000
    static let groupCount = 100

    var state = State()
    var dice = Dice(seed: 20_261_125)
    private var groupsOfUser: [[GroupID]] = []
    /// The latest of each kind, by group, so that links join what is there.
    private var datasets: [ObjectID?]
    private var images: [ObjectID?]
    private var tags: [ObjectID?]

    init() {
        datasets = Array(repeating: nil, count: Self.groupCount)
        images = datasets
        tags = datasets
        var mutations: [Mutation] = []
        for number in 0..<Self.groupCount {
            let level = Level.allCases[number % 4]
            let group = Group(name: "group \(number)", description: "", level: level)
            mutations.append(.createGroup(GroupID(UInt32(number)), group))
        }
        for number in 0..<Self.userCount {
            let mine = (0..<3).map { GroupID(UInt32((number * 7 + $0 * 31) % Self.groupCount)) }
            groupsOfUser.append(mine)
            let user = User(
                login: "user\(number)", fullName: "User Number \(number)", email: "", uid: UInt32(10_000 + number),
                isActive: true, defaultGroup: mine[0], administration: .none)
            mutations.append(.createUser(UserID(UInt32(number)), user))
            mutations += mine.map { .setMembership(UserID(UInt32(number)), $0, .member) }
        }
        state.apply(mutations, revision: 1)
    }

    /// The creation of one more object, as the mix has it.
    mutating func creation() -> Mutation {
        let id = state.nextObjectID
        let owner = dice.below(Self.userCount)
        let group = groupsOfUser[owner][dice.below(3)]
        var object = Object(
            kind: .image, owner: UserID(UInt32(owner)), group: group, name: "", parent: nil, child: nil,
            attributes: Attributes())
        let place = Int(group.rawValue)
        switch (id.rawValue % 10, datasets[place], images[place], tags[place]) {
        case (1, _, _, _), (_, nil, _, _):
            object.kind = .dataset
            object.name = "Dataset \(id.rawValue)"
            datasets[place] = id
        case (5...7, let dataset?, let image?, _):
            object.kind = .datasetImageLink
            (object.parent, object.child) = (dataset, image)
        case (8, _, _, _):
            object.kind = .tag
            object.name = "tag \(id.rawValue)"
            tags[place] = id
        case (9, _, let image?, let tag?):
            object.kind = .annotationLink
            (object.parent, object.child) = (image, tag)
        default:
            object.name = "img\(id.rawValue).tiff"
            images[place] = id
        }
        return .createObject(id, object)
    }

    /// One of what a lab does: of ten, four creations, three renames, three deletions of links.
    mutating func change() -> Mutation {
        let choice = dice.below(10)
        guard choice >= 4 else { return creation() }
        while true {
            let id = ObjectID(1 + dice.next() % (state.nextObjectID.rawValue - 1))
            guard let object = state.object(id) else { continue }
            if choice < 7, !object.name.isEmpty {
                return .updateObject(id, name: "renamed \(id.rawValue)", attributes: object.attributes)
            }
            if choice >= 7, object.kind.isLink { return .removeObject(id) }
        }
    }
}
