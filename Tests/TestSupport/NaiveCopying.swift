public import Permissions

/// Copying, by the text of section 8. New ids mean nothing, so a copy is told by what it is a copy of.
extension NaiveModel {
    /// What an object that is made is: what it is a copy of, or a link between two such.
    public struct Copy: Hashable, Sendable {
        public let original: ObjectID?
        public let kind: Kind
        public let group: GroupID
        public let owner: UserID
        public let name: String
        /// What it refers to: a copy of that, or that itself.
        public let parent: End?
        public let child: End?
        public let source: End?
        public let run: End?
    }

    public enum End: Hashable, Sendable {
        case copy(of: ObjectID)
        case itself(ObjectID)
    }

    /// `nil` if it is refused: then the answer says how.
    public func copy(_ targets: [ObjectID], to group: GroupID) -> (answer: NaiveAnswer, copies: [Copy]) {
        var faults = NaiveFaults()
        for target in targets { faults.unseen(if: !sees(target)) }
        faults.unseen(if: level(group) == nil)
        faults.denied(if: caller.isReadOnly || isFixed(group))
        faults.denied(if: caller.sessionKind == .script && group != caller.group)
        faults.denied(if: !covers(.move) && membership(caller.user, group) == nil)
        for target in targets {
            guard let object = all[target], sees(target) else { continue }
            faults.denied(if: !object.kind.naiveIsTarget || isFixed(object.group))
            let isOwn = object.owner == caller.user && membership(caller.user, object.group) != nil
            faults.denied(if: !isOwn && !covers(.move))
        }
        if let answer = faults.answer { return (answer, []) }
        var copied = reach(Set(targets), everyPlateImage: true, ignoringOtherPlaces: true) { $0.owner == $1.owner }
        if !completeFilesets(&copied).isEmpty || leavesAPlate(copied) { return (.denied, []) }
        for (id, object) in all {
            guard let image = object.parent, copied.contains(image), kind(image) == "image" else { continue }
            let isKept =
                object.kind.naiveName == "roi" && object.owner == caller.user
                || object.kind.naiveName == "renderingSettings" && object.owner == owner(image)
            if isKept { copied.insert(id) }
        }
        let linked = followLinks(&copied, group)
        var copies = copied.map { self.copy(of: $0, copied, group) }
        copies += linked.map { kind, parent, end in
            Copy(
                original: nil, kind: kind, group: group, owner: caller.user, name: "", parent: .copy(of: parent),
                child: end, source: nil, run: nil)
        }
        return (.done(NaiveEffect(objects: all)), copies)
    }

    /// Copies the caller's own dependents; links the shared ones of the group, and whatever else is copied.
    private func followLinks(
        _ copied: inout Set<ObjectID>, _ group: GroupID
    ) -> [(Kind, ObjectID, End)] {
        var everywhere = caller
        everywhere.scope = .all
        func isLinkedAgain(_ id: ObjectID) -> Bool {
            guard let annotation = all[id], annotation.kind.naiveIsShared, annotation.group == group else {
                return false
            }
            return law.sees(everywhere, id) && law.allows(everywhere, .annotate, id)
        }
        while true {
            var grown = copied
            for (_, link) in links("annotationLink") {
                guard let parent = link.parent, let child = link.child, copied.contains(parent) else { continue }
                guard let annotation = all[child], !copied.contains(child) else { continue }
                // Shared ones of the group are not doubled.
                if annotation.kind.naiveIsShared && annotation.group == group { continue }
                if annotation.owner == caller.user { grown.insert(child) }
            }
            if grown == copied { break }
            copied = grown
        }
        var made: Set<[UInt64]> = []
        var found: [(Kind, ObjectID, End)] = []
        for (_, link) in all where link.kind.naiveIsLink {
            guard let parent = link.parent, let child = link.child, copied.contains(parent) else { continue }
            guard copied.contains(child) || link.kind.naiveName == "annotationLink" && isLinkedAgain(child) else {
                continue
            }
            let key = [UInt64(link.kind.rawValue), parent.rawValue, child.rawValue]
            guard made.insert(key).inserted else { continue }
            found.append((link.kind, parent, copied.contains(child) ? .copy(of: child) : .itself(child)))
        }
        return found
    }

    private func copy(of id: ObjectID, _ copied: Set<ObjectID>, _ group: GroupID) -> Copy {
        let object = all[id]!
        func end(_ other: ObjectID?) -> End? {
            guard let other else { return nil }
            if copied.contains(other) { return .copy(of: other) }
            guard let referred = all[other] else { return nil }
            if referred.kind.naiveName == "script" {
                return isFixed(referred.group) || referred.group == group ? .itself(other) : nil
            }
            guard referred.kind.naiveName == "image", referred.group == group else { return nil }
            var everywhere = caller
            everywhere.scope = .all
            return law.allows(everywhere, .derive, other) ? .itself(other) : nil
        }
        func reference(_ field: Field) -> ObjectID? {
            if case .reference(let other)? = object.attributes[field] { other } else { nil }
        }
        return Copy(
            original: id, kind: object.kind, group: group, owner: caller.user, name: object.name,
            parent: end(object.parent), child: end(object.child), source: end(reference(.derivedFrom)),
            run: end(reference(.plateRun)))
    }
}
