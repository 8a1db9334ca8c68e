public import Permissions

/// The law once more as a whole: slow and obvious, over all objects at once. It shares no code with the law that it is
/// held against.
public struct NaiveModel {
    let world: World
    let caller: Caller
    let law: NaiveLaw
    let accounts: NaiveAccounts

    public init(_ world: World, for caller: Caller) {
        self.world = world
        self.caller = caller
        law = NaiveLaw(world)
        accounts = NaiveAccounts(world)
    }

    var all: [ObjectID: Object] { world.objects }

    func kind(_ id: ObjectID) -> String { all[id].map { $0.kind.naiveName } ?? "nothing" }
    func owner(_ id: ObjectID?) -> UserID? { id.flatMap { all[$0]?.owner } }
    func isLink(_ id: ObjectID) -> Bool { all[id]?.kind.naiveIsLink ?? false }

    /// Links of one kind.
    func links(_ name: String) -> [(id: ObjectID, link: Object)] {
        all.filter { $0.value.kind.naiveName == name }.map { ($0.key, $0.value) }
    }

    func sees(_ id: ObjectID) -> Bool { law.sees(caller, id) }
    func may(_ action: Action, _ id: ObjectID) -> Bool { law.allows(caller, action, id) }
    func covers(_ privilege: Privileges) -> Bool { law.holds(caller, privilege) }
    func membership(_ user: UserID, _ group: GroupID) -> Membership? { world.membership(of: user, in: group) }
    func level(_ group: GroupID) -> Level? { world.group(group)?.level }
    func isFixed(_ group: GroupID) -> Bool { group.rawValue <= 2 }

    // MARK: - Containers

    /// What an object lies in: containers by links and references, and the plates of an image.
    func holders(of id: ObjectID) -> [ObjectID] {
        var found: [ObjectID] = []
        for (_, object) in all where object.child == id && object.kind.naiveIsContainerLink {
            // Regions lie on images: a folder only points at them.
            if object.kind.naiveName != "folderROILink", let parent = object.parent { found.append(parent) }
        }
        if kind(id) == "folder", let parent = all[id]?.parent { found.append(parent) }
        if kind(id) == "image" {
            for (_, sample) in links("wellSample") where sample.child == id {
                if let plate = sample.parent.flatMap({ all[$0]?.parent }) { found.append(plate) }
            }
        }
        return found
    }

    /// What lies directly in a container. The images of a plate are no contents of its screen.
    func contents(of id: ObjectID) -> [ObjectID] {
        guard all[id]?.kind.naiveIsContainer == true else { return [] }
        return all.keys.filter { content in
            content != id && holders(of: content).contains(id)
        }
    }

    func samples(ofPlate plate: ObjectID) -> [ObjectID] {
        links("wellSample").filter { sample in sample.link.parent.flatMap { all[$0]?.parent } == plate }.map(\.id)
    }

    func images(ofFileset fileset: ObjectID) -> [ObjectID] {
        links("image").filter { $0.link.parent == fileset }.map(\.id)
    }

    /// Everything that goes when a set goes: its contents as far as they are admitted and in nothing that stays, and
    /// what makes up plates.
    func reach(
        _ targets: Set<ObjectID>, everyPlateImage: Bool, ignoringOtherPlaces: Bool = false,
        admits: (_ content: Object, _ container: Object) -> Bool
    ) -> Set<ObjectID> {
        var going = targets.filter { all[$0] != nil }
        for target in targets where kind(target) == "fileset" { going.formUnion(images(ofFileset: target)) }
        while true {
            var grown = going
            for container in going {
                guard let holder = all[container] else { continue }
                for content in contents(of: container) {
                    guard let object = all[content], admits(object, holder) else { continue }
                    if ignoringOtherPlaces || holders(of: content).allSatisfy(going.contains) { grown.insert(content) }
                }
                if kind(container) == "plate" {
                    for (id, part) in links("plateRun") + links("well") where part.parent == container {
                        grown.insert(id)
                    }
                    for sample in samples(ofPlate: container) {
                        grown.insert(sample)
                        guard let image = all[sample]?.child else { continue }
                        if everyPlateImage || holders(of: image).allSatisfy(going.contains) { grown.insert(image) }
                    }
                }
                if kind(container) == "well" {
                    grown.formUnion(links("wellSample").filter { $0.link.parent == container }.map(\.id))
                }
                if kind(container) == "plateRun" {
                    for (id, sample) in links("wellSample")
                    where sample.attributes[.plateRun] == .reference(container) { grown.insert(id) }
                }
            }
            if grown == going { return going }
            going = grown
        }
    }

    /// Adds filesets that go whole. Answers those of which a part goes: the images that go, and those that do not.
    func completeFilesets(_ going: inout Set<ObjectID>) -> [(going: Set<ObjectID>, missing: Set<ObjectID>)] {
        var parts: [(Set<ObjectID>, Set<ObjectID>)] = []
        for (fileset, _) in links("fileset") {
            let images = Set(images(ofFileset: fileset))
            let here = images.intersection(going)
            if here.isEmpty { continue }
            if here == images { going.insert(fileset) } else { parts.append((here, images.subtracting(here))) }
        }
        return parts
    }

    /// Whether an image goes without the plate that it is on.
    func leavesAPlate(_ going: Set<ObjectID>) -> Bool {
        links("wellSample").contains { id, sample in
            sample.child.map(going.contains) == true && !going.contains(id)
        }
    }

    /// All that is gone once these are: links, regions, settings, samples, and dependents left without a link. What of
    /// the shared annotations goes, too, is for the caller to say.
    func closure(_ doomed: Set<ObjectID>, include: Inclusion = []) -> Set<ObjectID> {
        var gone = doomed
        while true {
            var grown = gone
            for (id, object) in all where !gone.contains(id) {
                let (parentGone, childGone) = (object.parent.map(gone.contains), object.child.map(gone.contains))
                switch object.kind.naiveName {
                case _ where object.kind.naiveIsLink, "roi", "renderingSettings", "wellSample", "well", "plateRun":
                    if parentGone == true || childGone == true { grown.insert(id) }
                case _ where object.kind.naiveIsAnnotation:
                    let own = links("annotationLink").filter { $0.link.child == id }
                    guard !own.isEmpty, own.allSatisfy({ gone.contains($0.id) }) else { continue }
                    let isIncluded =
                        object.kind.naiveName == "tag" && include.contains(.tag)
                        || object.kind.naiveName == "attachment" && include.contains(.attachment)
                    let isOfOwner = own.contains { owner($0.link.parent) == object.owner }
                    if object.kind.naiveIsDependent || isIncluded && isOfOwner { grown.insert(id) }
                default: break
                }
            }
            if grown == gone { return gone }
            gone = grown
        }
    }

    /// The objects without what is gone; folders and jobs lose what they referred to.
    func removing(_ gone: Set<ObjectID>, clearing cleared: Set<ObjectID> = []) -> [ObjectID: Object] {
        var left = all.filter { !gone.contains($0.key) }
        for (id, object) in left {
            let isLoose = cleared.contains(id) || object.parent.map(gone.contains) == true
            if isLoose && ["folder", "job"].contains(object.kind.naiveName) { left[id]?.parent = nil }
        }
        return left
    }
}
