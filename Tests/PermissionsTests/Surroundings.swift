import Permissions
import TestSupport

/// What lies in, on and about a thing, as its owner and others have left it.
extension Stage {
    /// Something of a kind with all that can be tied to it by anyone.
    mutating func addTarget(_ kind: Kind, of owner: UserID) -> ObjectID {
        let id = addWhole(kind, of: owner)
        for other in owners where canTie(owner, other) { addContents(kind, id, of: other, in: owner) }
        if Self.annotatable.contains(kind) {
            for other in owners where canTie(owner, other) {
                for annotation in [Kind.comment, .tag, .attachment] { _ = world.annotate(id, annotation, by: other) }
            }
        }
        world.markAll()
        return id
    }

    private static let annotatable: Set<Kind> = [
        .project, .dataset, .folder, .image, .screen, .plate, .plateRun, .well, .roi, .tag, .tagSet, .comment,
        .attachment,
    ]

    /// Whether the group can hold a tie between the two.
    private func canTie(_ one: UserID, _ other: UserID) -> Bool {
        one == other || world.group(group)?.level != .private
    }

    /// The thing with what it cannot be without.
    private mutating func addWhole(_ kind: Kind, of owner: UserID) -> ObjectID {
        switch kind {
        case .plate, .plateRun, .well, .wellSample:
            let parts = world.addPlate(of: owner, in: group, images: 2)
            return [.plate: parts.plate, .plateRun: parts.run, .well: parts.well][kind] ?? parts.samples[0]
        case .fileset: return world.object(world.addFileset(of: owner, in: group, images: 2)[0])?.parent ?? ObjectID(0)
        case .roi, .renderingSettings:
            return world.add(kind, of: owner, in: group, parent: world.add(.image, of: owner, in: group))
        case .job: return world.add(kind, of: owner, in: group, parent: world.add(.script, of: owner, in: group))
        case _ where kind.isDependent: return world.annotate(world.add(.image, of: owner, in: group), kind, by: owner)
        default: return world.add(kind, of: owner, in: group)
        }
    }

    /// Something of another in it or on it, and something of theirs that it lies in.
    private mutating func addContents(_ kind: Kind, _ id: ObjectID, of other: UserID, in owner: UserID) {
        switch kind {
        case .project: put(.dataset, into: id, of: other)
        case .dataset:
            put(.image, into: id, of: other)
            _ = world.link(world.add(.project, of: other, in: group), id, by: other)
        case .folder:
            put(.image, into: id, of: other)
            _ = world.add(.folder, of: other, in: group, parent: id)
        case .screen: put(.plate, into: id, of: other)
        case .image:
            _ = world.add(.roi, of: other, in: group, parent: id)
            _ = world.add(.renderingSettings, of: other, in: group, parent: id)
            _ = world.link(world.add(.dataset, of: other, in: group), id, by: other)
            let source = Attributes([Attribute(.derivedFrom, .reference(id))])
            _ = world.add(.image, of: other, in: group, attributes: source)
        case .tag, .attachment, .comment: _ = world.link(world.add(.image, of: other, in: group), id, by: other)
        case .script: _ = world.add(.job, of: other, in: group, parent: id)
        default: break
        }
        // Two may have linked the same two ends.
        guard let link = world.holders(of: id, at: .parent).first, let end = world.object(link), end.kind.isLink else {
            return
        }
        let isThere = world.holders(of: id, at: .parent).contains {
            world.object($0)?.child == end.child && world.object($0)?.owner == other
        }
        guard let child = end.child, let low = world.owner(child), !isThere, canTie(low, other) else { return }
        _ = world.link(id, child, by: other)
    }

    private mutating func put(_ kind: Kind, into container: ObjectID, of other: UserID) {
        _ = world.link(container, addWhole(kind, of: other), by: other)
    }
}
