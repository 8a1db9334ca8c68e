internal import Permissions

/// Digests whose bytes may have lost their last reference, and when that can be told.
///
/// Whatever is put here is looked at again once the record that let go of it, or that was to refer to it, is on disk or
/// refused. So the bytes go neither before the removal is durable, nor while a record on its way refers to them.
struct ReleasedContents: Sendable {
    private var revisions: [ContentDigest: UInt64] = [:]

    /// Notes what these mutations let go of or refer to, before they are applied as that revision.
    mutating func note(_ mutations: [Mutation], in state: State, revision: UInt64) {
        for mutation in mutations {
            switch mutation {
            case .createObject(_, let object): note(object.attributes.contentDigest, revision)
            case .updateObject(let id, _, let attributes):
                note(state.content(of: id), revision)
                note(attributes.contentDigest, revision)
            case .removeObject(let id): note(state.content(of: id), revision)
            default: break
            }
        }
    }

    mutating func note(_ digest: ContentDigest?, _ revision: UInt64) {
        if let digest { revisions[digest] = revision }
    }

    /// Records behind this one will not be: what they spoke of is looked at with it.
    mutating func refuse(beyond revision: UInt64) {
        revisions = revisions.mapValues { min($0, revision) }
    }

    /// What nothing refers to any more, of what can be told: ascending.
    mutating func take(durable: State, applied: State) -> [ContentDigest] {
        var free: [ContentDigest] = []
        for (digest, revision) in revisions where revision <= durable.revision {
            if durable.holds(digest) {
                revisions[digest] = nil
            } else if !applied.holds(digest) {
                revisions[digest] = nil
                free.append(digest)
            }
        }
        return free.sorted()
    }
}

extension State {
    /// What an object holds, if it holds something. Where nothing does, that is quickly known.
    fileprivate func content(of id: ObjectID) -> ContentDigest? {
        guard contentCount > 0 else { return nil }
        return objects.read(id.rawValue) { $0.attributes }?.contentDigest
    }
}
