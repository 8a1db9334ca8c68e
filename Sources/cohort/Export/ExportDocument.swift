internal import CohortClient
internal import Protobuf
internal import Wire

/// A tree of objects as OME-XML 2016-06, in the order that the schema wants.
struct ExportDocument {
    let tree: ExportTree
    /// What attachments hold, by their ids, as far as it goes along.
    let contents: [UInt64: [UInt8]]
    /// Logins of those who own something.
    private let logins: [UInt32: String]
    /// Everyone that is named, in alphabetical order.
    private let people: [Person]
    var xml = XMLText()
    /// What a file cannot say, by what it is called.
    private(set) var leftOut: [String: Int] = [:]

    /// Somebody who made something: by the file that it came from, or else by the login of its owner.
    private enum Person: Hashable {
        case named(String)
        case login(String)

        var order: String {
            switch self {
            case .named(let name): "0\(name)"
            case .login(let login): "1\(login)"
            }
        }
    }

    init(_ tree: ExportTree, contents: [UInt64: [UInt8]], logins: [UInt32: String]) {
        self.tree = tree
        self.contents = contents
        self.logins = logins
        let all = tree.objects.values.map { Self.person($0, logins) }
        people = Set(all).sorted { $0.order < $1.order }
        let namespace = "http://www.openmicroscopy.org/Schemas/OME/2016-06"
        xml.begin("OME", [("xmlns", namespace), ("Creator", "cohort")])
        addContainers()
        addPlates()
        addScreens()
        addPeople()
        addImages()
        addAnnotations()
        addROIs()
        xml.end()
    }

    mutating func leaveOut(_ what: String, if isThere: Bool = true) {
        if isThere { leftOut[what, default: 0] += 1 }
    }

    private static func person(_ object: V1.Object, _ logins: [UInt32: String]) -> Person {
        object.text(of: .provenance).map { .named($0) } ?? .login(logins[object.owner] ?? "")
    }

    /// The id in the file of whoever made an object.
    func maker(of object: V1.Object) -> String {
        let person = Self.person(object, logins)
        guard let place = people.firstIndex(of: person) else { preconditionFailure("everyone is among the people") }
        return "Experimenter:\(place + 1)"
    }

    private mutating func addPeople() {
        for (place, person) in people.enumerated() {
            let id = "Experimenter:\(place + 1)"
            switch person {
            case .named(let name): xml.element("Experimenter", [("ID", id), ("LastName", name)])
            case .login(let login): xml.element("Experimenter", [("ID", id), ("UserName", login)])
            }
        }
    }
}

// MARK: - What is alike in all

extension ExportDocument {
    /// The id in the file: every annotation is one, and the rest is called as it is.
    static func id(_ object: V1.Object) -> String {
        switch object.kind {
        case .roi: "ROI:\(object.id)"
        case _ where object.kind.isAnnotation: "Annotation:\(object.id)"
        default: "\(object.kind.word):\(object.id)"
        }
    }

    mutating func addDescription(of object: V1.Object) {
        if let text = object.text(of: .description) { xml.element("Description", text: text) }
    }

    mutating func addMaker(of object: V1.Object) { xml.element("ExperimenterRef", [("ID", maker(of: object))]) }

    mutating func addReferences(_ name: String, to objects: [V1.Object]) {
        for object in objects { xml.element(name, [("ID", Self.id(object))]) }
    }

    mutating func addAnnotations(on object: V1.Object) {
        addReferences("AnnotationRef", to: tree.annotations(on: object.id))
    }

    private mutating func begin(_ name: String, _ object: V1.Object) {
        let title = object.name.isEmpty ? nil : object.name
        xml.begin(name, [("ID", Self.id(object)), ("Name", title)])
    }
}

// MARK: - Containers and plates

extension ExportDocument {
    private mutating func addContainers() {
        for project in tree.all(.project) { addContainer("Project", project, "DatasetRef", .dataset) }
        for dataset in tree.all(.dataset) { addContainer("Dataset", dataset, "ImageRef", .image) }
        for folder in tree.all(.folder) {
            begin("Folder", folder)
            addDescription(of: folder)
            addReferences("FolderRef", to: tree.contents(of: folder.id, .folder))
            addReferences("ImageRef", to: tree.contents(of: folder.id, .image))
            // The image of such a region may lie elsewhere, and it goes nowhere without.
            let regions = tree.contents(of: folder.id, .roi)
            addReferences("ROIRef", to: regions.filter { hasShapes($0) && tree.objects[$0.parent] != nil })
            addAnnotations(on: folder)
            xml.end()
        }
    }

    private mutating func addContainer(_ name: String, _ container: V1.Object, _ reference: String, _ kind: V1.Kind) {
        begin(name, container)
        addDescription(of: container)
        addMaker(of: container)
        addReferences(reference, to: tree.contents(of: container.id, kind))
        addAnnotations(on: container)
        xml.end()
    }

    private mutating func addScreens() {
        for screen in tree.all(.screen) {
            begin("Screen", screen)
            addDescription(of: screen)
            addReferences("PlateRef", to: tree.contents(of: screen.id, .plate))
            addAnnotations(on: screen)
            xml.end()
        }
    }

    private mutating func addPlates() {
        for plate in tree.all(.plate) {
            begin("Plate", plate)
            addDescription(of: plate)
            let wells = tree.contents(of: plate.id, .well)
            for (place, well) in wells.enumerated() { addWell(well, at: place) }
            addAnnotations(on: plate)
            let samples = wells.flatMap { tree.contents(of: $0.id, .wellSample) }
            let byRun = Dictionary(grouping: samples) { $0.run ?? 0 }
            for run in tree.contents(of: plate.id, .plateRun) { addRun(run, byRun[run.id] ?? []) }
            xml.end()
        }
    }

    private mutating func addWell(_ well: V1.Object, at place: Int) {
        let (row, column) = (well.integer(of: .row), well.integer(of: .column))
        // The schema wants both; two wells without must not lie in one place.
        leaveOut("that a well has no place on its plate", if: row == nil || column == nil)
        xml.begin(
            "Well", [("ID", Self.id(well)), ("Column", "\(column ?? 0)"), ("Row", "\(row ?? Int64(place))")])
        for (index, sample) in tree.contents(of: well.id, .wellSample).enumerated() {
            let number = sample.integer(of: .index) ?? Int64(index)
            let attributes = [("ID", Self.id(sample)), ("Index", "\(number)")] as [XMLText.Attribute]
            if let image = tree.objects[sample.child] {
                xml.begin("WellSample", attributes)
                addReferences("ImageRef", to: [image])
                xml.end()
            } else {
                xml.element("WellSample", attributes)
            }
            for _ in tree.annotations(on: sample.id) { leaveOut("annotation of a WellSample") }
        }
        addAnnotations(on: well)
        xml.end()
    }

    private mutating func addRun(_ run: V1.Object, _ samples: [V1.Object]) {
        let start = run.text(of: .acquisitionDate).flatMap { DateTime.isValid($0) ? $0 : nil }
        let name = run.name.isEmpty ? nil : run.name
        xml.begin("PlateAcquisition", [("ID", Self.id(run)), ("Name", name), ("StartTime", start)])
        addDescription(of: run)
        addReferences("WellSampleRef", to: samples)
        addAnnotations(on: run)
        xml.end()
    }
}

extension V1.Object {
    /// The run that took a well sample.
    fileprivate var run: UInt64? {
        if case .reference(let id) = value(of: .plateRun) { id } else { nil }
    }
}
