import Permissions
import Store
import TestSupport

@testable import Service

/// A small lab of people, groups of every level and data of many kinds, all by chance. The same seed gives the same.
struct RandomWorld {
    var lab = Lab()
    var chance: SeededGenerator
    private(set) var users: [UserID] = []
    private(set) var lines: [Lab.Line] = []
    private(set) var groups: [GroupID] = []
    private(set) var objects: [ObjectID] = []

    static let names = ["", "cells", "Cells", "café", "cafe\u{301}"]

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
        for number in 0..<5 {
            let administration: Administration =
                switch number {
                case 3: .restricted(Privileges(rawValue: UInt32(chance.below(512))))
                case 4: .full
                default: .none
                }
            users.append(lab.addUser("user\(number)", uid: 1_000 + UInt32(number), administration: administration))
            lines.append(lab.connect(uid: 1_000 + UInt32(number)))
        }
        for (number, level) in Level.allCases.enumerated() {
            groups.append(lab.addGroup("group\(number)", level))
            for user in users where user == users[0] || chance.isTrue {
                lab.join(user, groups[number], chance.isTrue ? .member : .owner)
            }
        }
        for user in users where lab.state.user(user)?.defaultGroup == nil { lab.join(user, groups[0], .member) }
        _ = lab.add(.script, of: .root, in: .user, named: "official")
        for group in groups { fill(group) }
    }

    private mutating func fill(_ group: GroupID) {
        var here: [Kind: [ObjectID]] = [:]
        for _ in 0..<24 {
            let kind = chance.pick(Self.plain)
            let parent = Self.parents[kind].flatMap { chance.pickAny(here[$0] ?? []) }
            if parent == nil && Self.parents[kind] != nil && kind != .folder { continue }
            let id = lab.add(
                kind, of: chance.pick(users), in: group, named: chance.pick(Self.names), parent: parent)
            here[kind, default: []].append(id)
        }
        for (kind, upper, lower) in Self.links {
            for _ in 0..<3 {
                guard let parent = chance.pickAny(here[upper] ?? []), let child = chance.pickAny(here[lower] ?? [])
                else { continue }
                let link = lab.add(kind, of: chance.pick(users), in: group, parent: parent, child: child)
                here[kind, default: []].append(link)
            }
        }
        objects += here.values.flatMap { $0 }
        objects.sort()
    }

    private static let plain: [Kind] = [
        .project, .dataset, .folder, .folder, .screen, .image, .image, .image, .roi, .tag, .comment, .script, .job,
        .plate, .well,
    ]
    private static let parents: [Kind: Kind] = [.folder: .folder, .roi: .image, .job: .script, .well: .plate]
    private static let links: [(kind: Kind, parent: Kind, child: Kind)] = [
        (.projectDatasetLink, .project, .dataset), (.datasetImageLink, .dataset, .image),
        (.screenPlateLink, .screen, .plate), (.folderImageLink, .folder, .image), (.folderROILink, .folder, .roi),
        (.annotationLink, .image, .tag), (.annotationLink, .image, .comment), (.annotationLink, .project, .tag),
    ]
}

extension SeededGenerator {
    var isTrue: Bool { mutating get { next() & 1 == 0 } }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// One of a list, and `nil` if there is none.
    mutating func pickAny<Element>(_ list: [Element]) -> Element? { list.isEmpty ? nil : pick(list) }
}
