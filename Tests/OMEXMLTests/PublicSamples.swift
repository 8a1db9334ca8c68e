import OMEXML
import Testing

/// What is in a public file, as counted by those who gathered them.
struct PublicSample: CustomTestStringConvertible, Sendable {
    let path: String
    let version: SchemaVersion
    /// Counts by the names of the elements. What is not named is not in the file.
    let counts: [String: Int]

    var testDescription: String { path }

    init(_ path: String, _ version: SchemaVersion, _ counts: [String: Int]) {
        self.path = path
        self.version = version
        self.counts = counts
    }

    static let all: [PublicSample] = [
        PublicSample(
            "ome-model/2008-09/dataset-group-project.ome.xml", .september2008,
            [
                "Experimenter": 1, "Group": 1, "Leader": 1, "Contact": 1, "Project": 1, "Dataset": 1, "Image": 1,
                "BinData": 1,
            ]
        ),
        // The two acquisitions of its screen count as acquisitions of its plate.
        PublicSample(
            "ome-model/2009-09/one-screen-one-plate-four-wells.ome.xml", .september2009,
            [
                "Image": 11, "Screen": 1, "Plate": 1, "PlateAcquisition": 2, "Well": 4, "WellSample": 11, "Reagent": 1,
                "BinData": 11,
            ]
        ),
        PublicSample(
            "ome-model/2010-06/spim.ome.xml", .june2010,
            ["Image": 4, "XML": 7, "AnnotationRef": 16, "BinData": 32]),
        // Two of its five regions are on no image; they are kept all the same, as in all the files below.
        PublicSample(
            "ome-model/2011-06/transformations-upgrade.ome.xml", .june2011,
            [
                "Experimenter": 7, "Group": 5, "Leader": 4, "Contact": 4, "Project": 1, "Dataset": 1, "Image": 1,
                "Screen": 4, "Plate": 2, "PlateAcquisition": 1, "Well": 1, "WellSample": 1, "Reagent": 4, "ROI": 5,
                // A closed polyline is a polygon, and a text is a label.
                "point": 2, "rectangle": 1, "label": 1, "polygon": 1, "polyline": 2, "line": 3, "path": 4,
                "XML": 2, "AnnotationRef": 8, "BinData": 4, "BinaryFile": 1,
            ]),
        PublicSample(
            "ome-model/2012-06/transformations-downgrade.ome.xml", .june2012,
            [
                "Experimenter": 10, "ExperimenterGroup": 6, "Leader": 9, "Project": 1, "Dataset": 1, "Image": 1,
                "Screen": 1, "Plate": 1, "Well": 1, "WellSample": 1, "ROI": 5,
                "point": 2, "rectangle": 1, "label": 4, "polygon": 1, "polyline": 2, "line": 3,
                "XML": 2, "AnnotationRef": 2, "BinData": 3,
            ]),
        // One of its three tags is a tag set.
        PublicSample(
            "ome-model/2015-01/tagannotation.ome.xml", .january2015,
            ["Image": 1, "Tag": 2, "TagSet": 1, "AnnotationRef": 3, "BinData": 1]),
        PublicSample(
            "ome-model/2016-06/folders-simple-taxonomy.ome.xml", .june2016, ["Folder": 10, "Image": 1, "BinData": 3]),
        PublicSample(
            "ome-model/2016-06/timestampannotation.ome.xml", .june2016,
            [
                "Experimenter": 7, "ExperimenterGroup": 5, "Leader": 6, "Project": 1, "Dataset": 1, "Image": 1,
                "Screen": 4, "Plate": 2, "PlateAcquisition": 1, "Well": 1, "WellSample": 1, "Reagent": 4, "ROI": 5,
                "point": 2, "rectangle": 1, "label": 4, "polygon": 1, "polyline": 2, "line": 3,
                "Timestamp": 10, "XML": 2, "AnnotationRef": 8, "BinData": 3,
            ]),
        // Of its four pieces of binary data, one is the content of the attached file.
        PublicSample(
            "ome-model/2016-06/transformations-downgrade.ome.xml", .june2016,
            [
                "Experimenter": 10, "ExperimenterGroup": 6, "Leader": 9, "Image": 1, "ROI": 5,
                "point": 2, "rectangle": 1, "label": 4, "polygon": 1, "polyline": 2, "line": 3,
                "Tag": 1, "Comment": 1, "Long": 1, "Double": 1, "Boolean": 1, "Timestamp": 1, "Term": 1, "File": 1,
                "List": 1, "XML": 2, "AnnotationRef": 11, "BinData": 3,
            ]),
        PublicSample(
            "ome-model/2016-06/two-screens-two-plates-four-wells.ome.xml", .june2016,
            [
                "Image": 22, "Screen": 2, "Plate": 2, "PlateAcquisition": 3, "Well": 8, "WellSample": 22,
                "Reagent": 2, "BinData": 22,
            ]),
        PublicSample(
            "ome-types/fake-plate-rows-2.ome.xml", .june2016,
            ["Image": 2, "Plate": 1, "PlateAcquisition": 1, "Well": 2, "WellSample": 2]),
        PublicSample("ome-types/invalid_xml_annotation.ome.xml", .june2016, ["Image": 1, "XML": 1]),
        PublicSample("ome-types/ome_ns.ome.xml", .june2016, ["Experimenter": 1, "Image": 3, "XML": 1]),
        PublicSample(
            "ome-types/shape-union.ome.xml", .june2016,
            [
                "Project": 1, "Dataset": 2, "Image": 3, "ROI": 9,
                "rectangle": 1, "point": 4, "line": 1, "polygon": 2, "ellipse": 1,
                "Tag": 2, "Map": 8, "AnnotationRef": 12,
            ]),
        // Two images refer to each of its three regions, which are kept once.
        PublicSample(
            "ome-types/transfer.ome.xml", .june2016,
            [
                "Image": 2, "ROI": 3, "line": 2, "rectangle": 1, "Tag": 1, "Comment": 2, "Map": 2, "AnnotationRef": 8,
            ]),
        PublicSample("ome-types/tubhiswt.ome.xml", .june2016, ["Experimenter": 1, "Image": 1]),
    ]
}

extension Document {
    /// What is in it, by the names used above: what the model carries, and some of what it leaves out.
    var counts: [String: Int] {
        let wells = plates.flatMap(\.wells)
        var counts: [String: Int] = [:]
        counts["Project"] = projects.count
        counts["Dataset"] = datasets.count
        counts["Folder"] = folders.count
        counts["Screen"] = screens.count
        counts["Plate"] = plates.count
        counts["PlateAcquisition"] = plates.flatMap(\.acquisitions).count
        counts["Well"] = wells.count
        counts["WellSample"] = wells.flatMap(\.samples).count
        counts["Image"] = images.count
        counts["ROI"] = rois.count
        counts["Experimenter"] = people.count
        counts["AnnotationRef"] = annotationLinks.count + skipped("AnnotationRef")
        for name in ["Group", "ExperimenterGroup", "Leader", "Contact", "Reagent", "BinData", "BinaryFile"] {
            counts[name] = skipped(name)
        }
        for shape in rois.flatMap(\.shapes) { counts[shape.kind.rawValue, default: 0] += 1 }
        for annotation in annotations { counts[annotation.value.name, default: 0] += 1 }
        return counts.filter { $0.value > 0 }
    }
}

extension Annotation.Value {
    var name: String {
        switch self {
        case .tag: "Tag"
        case .tagSet: "TagSet"
        case .comment: "Comment"
        case .term: "Term"
        case .xml: "XML"
        case .long: "Long"
        case .double: "Double"
        case .boolean: "Boolean"
        case .timestamp: "Timestamp"
        case .file: "File"
        case .list: "List"
        case .map: "Map"
        }
    }
}
