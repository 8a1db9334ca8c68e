import Foundation
import OMEXML
import Testing
import Wire

@testable import cohort

@Suite("From a file to an import")
struct TranslationTests {
    private func document(_ name: String) throws -> Document {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Samples/\(name)"))
        return try Document(parsing: Array(data), as: .strict)
    }

    private func counts(_ entries: [V1.NewObject]) -> [V1.Kind: Int] {
        Dictionary(grouping: entries, by: \.kind).mapValues(\.count)
    }

    @Test("everything that the file says becomes an entry, and each comes before what refers to it")
    func lab() throws {
        let draft = Translation(try document("lab.ome.xml"), into: nil).draft
        let counts = counts(draft.entries)
        #expect(counts[.project] == 1 && counts[.dataset] == 1 && counts[.image] == 3 && counts[.roi] == 4)
        #expect(counts[.tag] == 2 && counts[.tagSet] == 1 && counts[.map] == 1)
        #expect(counts[.annotationLink] == 9)
        for (index, entry) in draft.entries.enumerated() {
            #expect(entry.newParent <= index && entry.newChild <= index)
        }
    }

    @Test("a target receives every image, found by its name or made")
    func target() throws {
        let draft = Translation(
            try document("lab.ome.xml"),
            into: Target(project: .named(.project, "Autumn"), dataset: .named(.dataset, "Tuesday"))
        ).draft
        #expect(draft.entries.filter(\.find).map(\.name).sorted() == ["Autumn", "Tuesday"])
        let place = UInt32(draft.entries.firstIndex { $0.find && $0.kind == .dataset }! + 1)
        #expect(draft.entries.filter { $0.kind == .datasetImageLink && $0.newParent == place }.count == 3)
    }

    @Test("a plate keeps its wells, fields and runs, and its images go to no dataset")
    func plate() throws {
        let document = try document("plate.ome.xml")
        let translation = Translation(document, into: Target(dataset: .named(.dataset, "Tuesday")))
        let draft = translation.draft
        #expect(translation.leavesTargetEmpty)
        #expect(counts(draft.entries)[.dataset] == nil)
        let counts = counts(draft.entries)
        #expect(counts[.well] == document.plates.flatMap(\.wells).count)
        #expect(counts[.wellSample] == document.plates.flatMap(\.wells).flatMap(\.samples).count)
        #expect(counts[.datasetImageLink] == nil)
    }
}
