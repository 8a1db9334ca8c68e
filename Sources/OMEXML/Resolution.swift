extension Draft {
    /// Follows all references and gives the finished document.
    consuming func resolved(skipsBrokenLinks: Bool) throws(OMEXMLError) -> Document {
        var resolution = Resolution(draft: self)
        try resolution.follow(skipsBrokenLinks: skipsBrokenLinks)
        return try resolution.finished()
    }
}

/// The references of a draft on their way to become links.
struct Resolution {
    private var draft: Draft
    /// What is already linked: a link may be stated twice, from either end.
    private var links: Set<Pair> = []
    private var annotationLinks: Set<Pair> = []
    private var acquisitions: [PlateAndScreenAcquisition: Int] = [:]

    private struct Pair: Hashable {
        let upper: FileID
        let lower: FileID
    }

    private struct PlateAndScreenAcquisition: Hashable {
        let plate: Int
        let acquisition: Int
    }

    init(draft: Draft) {
        self.draft = draft
        // Regions that stand within their image have it already.
        for roi in draft.document.rois {
            for image in roi.images { links.insert(Pair(upper: image, lower: roi.id)) }
        }
    }

    mutating func follow(skipsBrokenLinks: Bool) throws(OMEXMLError) {
        for claim in draft.claims {
            let entry = draft.registry[claim.to]
            if let entry, entry.kind == claim.expected {
                try follow(claim, to: entry.place)
                continue
            }
            let broken = BrokenLink(
                from: claim.from, to: claim.to, expected: claim.expected, found: entry?.kind, line: claim.line)
            guard skipsBrokenLinks else { throw .brokenLink(broken) }
            draft.document.brokenLinks.append(broken)
        }
        // Only now is it known which images the samples show.
        for claim in draft.claims { followSampleAnnotation(claim) }
    }

    private mutating func follow(_ claim: Claim, to place: Registry.Place) throws(OMEXMLError) {
        switch claim.relation {
        case .down(let kind):
            link(kind, parent: claim.from, child: claim.to, line: claim.line)
        case .up(let kind):
            link(kind, parent: claim.to, child: claim.from, line: claim.line)
        case .subfolder:
            try putFolder(place.first, into: claim.from, line: claim.line)
        case .imageROI:
            guard links.insert(Pair(upper: claim.from, lower: claim.to)).inserted else { return }
            draft.document.rois[place.first].images.append(claim.from)
        case .sampleImage:
            guard let sample = draft.registry[claim.from]?.place else { return }
            draft.document.plates[sample.first].wells[sample.second].samples[sample.third].image = claim.to
        case .acquisitionSample:
            guard let acquisition = draft.registry[claim.from]?.place else { return }
            draft.document.plates[acquisition.first].acquisitions[acquisition.second].samples.append(claim.to)
        case .screenAcquisitionSample(let index):
            try addSample(claim.to, of: place.first, toScreenAcquisition: index)
        case .annotation(let kind):
            annotate(claim.from, kind, with: claim.to, line: claim.line)
        case .sampleAnnotation:
            return
        }
    }

    private mutating func link(_ kind: Link.Kind, parent: FileID, child: FileID, line: Int) {
        guard links.insert(Pair(upper: parent, lower: child)).inserted else { return }
        draft.document.links.append(Link(kind: kind, parent: parent, child: child, line: line))
    }

    private mutating func annotate(_ target: FileID, _ kind: ObjectKind, with annotation: FileID, line: Int) {
        guard annotationLinks.insert(Pair(upper: target, lower: annotation)).inserted else { return }
        draft.document.annotationLinks.append(
            AnnotationLink(target: target, kind: kind, annotation: annotation, line: line))
    }

    private mutating func putFolder(_ at: Int, into parent: FileID, line: Int) throws(OMEXMLError) {
        let child = draft.document.folders[at]
        guard child.parent == nil || child.parent == parent else {
            throw .secondParent(parent, of: child.id, line: line)
        }
        draft.document.folders[at].parent = parent
    }

    /// Gives the plate of a sample its own part of an acquisition that older files have on the screen.
    private mutating func addSample(
        _ sample: FileID, of plate: Int, toScreenAcquisition index: Int
    ) throws(OMEXMLError) {
        let key = PlateAndScreenAcquisition(plate: plate, acquisition: index)
        if let at = acquisitions[key] {
            draft.document.plates[plate].acquisitions[at].samples.append(sample)
            return
        }
        var acquisition = draft.screenAcquisitions[index]
        let at = draft.document.plates[plate].acquisitions.count
        acquisition.id = FileID("PlateAcquisition:\(draft.document.plates[plate].id):\(acquisition.id)")
        acquisition.samples = [sample]
        let place = Registry.Place(first: plate, second: at)
        try draft.registry.add(acquisition.id, .plateAcquisition, at: place, line: acquisition.line)
        draft.document.plates[plate].acquisitions.append(acquisition)
        acquisitions[key] = at
    }

    private mutating func followSampleAnnotation(_ claim: Claim) {
        guard case .sampleAnnotation = claim.relation, draft.registry[claim.to]?.kind == .annotation else { return }
        guard let place = draft.registry[claim.from]?.place else { return }
        let sample = draft.document.plates[place.first].wells[place.second].samples[place.third]
        guard let image = sample.image else {
            draft.skipped.add("AnnotationRef", in: "WellSample", line: claim.line)
            return
        }
        annotate(image, .image, with: claim.to, line: claim.line)
    }

    consuming func finished() throws(OMEXMLError) -> Document {
        try refuseFolderCycles()
        try refuseAnnotationCycles()
        let used = Set(acquisitions.keys.map(\.acquisition))
        for at in draft.screenAcquisitions.indices where !used.contains(at) {
            draft.skipped.add("ScreenAcquisition", in: "Screen", line: draft.screenAcquisitions[at].line)
        }
        draft.nameMakers()
        draft.document.filesets = Fileset.all(of: draft.document.images)
        draft.document.skipped = draft.skipped.all
        return draft.document
    }

    private func refuseFolderCycles() throws(OMEXMLError) {
        var graph = Graph()
        for folder in draft.document.folders {
            if let parent = folder.parent { graph.add(from: parent, to: folder.id) }
        }
        guard let id = graph.nodeInCycle else { return }
        throw .cycle(id, .folder, line: draft.registry[id]?.line ?? 1)
    }

    private func refuseAnnotationCycles() throws(OMEXMLError) {
        var graph = Graph()
        for link in draft.document.annotationLinks where link.kind == .annotation {
            graph.add(from: link.target, to: link.annotation)
        }
        guard let id = graph.nodeInCycle else { return }
        throw .cycle(id, .annotation, line: draft.registry[id]?.line ?? 1)
    }
}
