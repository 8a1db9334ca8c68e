extension Draft {
    mutating func addPlate(_ element: Element) throws(OMEXMLError) {
        let place = Registry.Place(first: document.plates.count)
        var plate = Plate(
            id: try element.id(), name: element["Name"], rowNaming: element["RowNamingConvention"],
            columnNaming: element["ColumnNamingConvention"], line: element.line)
        try registry.add(plate.id, .plate, at: place, line: element.line)
        var taken: [WellPosition: Int] = [:]
        for child in element.children {
            switch child.name {
            case "Description":
                plate.description = text(of: child)
            case "Well":
                let well = try well(child, at: Registry.Place(first: place.first, second: plate.wells.count))
                let position = WellPosition(row: well.row, column: well.column)
                if let first = taken.updateValue(well.line, forKey: position) {
                    throw .sameWell(row: well.row, column: well.column, plate: plate.id, lines: [first, well.line])
                }
                plate.wells.append(well)
            case "PlateAcquisition":
                let index = Registry.Place(first: place.first, second: plate.acquisitions.count)
                plate.acquisitions.append(try acquisition(child, at: index))
            default:
                try addRest(child, of: plate.id, .plate, in: element)
            }
        }
        document.plates.append(plate)
    }

    private struct WellPosition: Hashable {
        let row: Int
        let column: Int
    }

    private mutating func well(_ element: Element, at place: Registry.Place) throws(OMEXMLError) -> Well {
        var well = Well(
            id: try element.id(), row: try element.position("Row"), column: try element.position("Column"),
            line: element.line)
        try registry.add(well.id, .well, at: place, line: element.line)
        for child in element.children {
            guard child.name == "WellSample" else {
                try addRest(child, of: well.id, .well, in: element)
                continue
            }
            var place = place
            place.third = well.samples.count
            well.samples.append(try sample(child, at: place))
        }
        return well
    }

    private mutating func sample(_ element: Element, at place: Registry.Place) throws(OMEXMLError) -> WellSample {
        let index = element["Index"] == nil ? nil : try element.position("Index")
        let sample = WellSample(id: try element.id(), index: index, line: element.line)
        try registry.add(sample.id, .wellSample, at: place, line: element.line)
        var hasImage = false
        for child in element.children {
            // A field shows one image; more of them have no place.
            if child.name == "ImageRef", hasImage {
                skip(child, in: element.name)
                continue
            }
            if child.name == "ImageRef" { hasImage = true }
            try addRest(child, of: sample.id, .wellSample, in: element)
        }
        return sample
    }

    private mutating func acquisition(
        _ element: Element, at place: Registry.Place
    ) throws(OMEXMLError) -> PlateAcquisition {
        var acquisition = PlateAcquisition(
            id: try element.id(), name: element["Name"], start: element["StartTime"], end: element["EndTime"],
            line: element.line)
        try registry.add(acquisition.id, .plateAcquisition, at: place, line: element.line)
        for child in element.children {
            switch child.name {
            case "Description": acquisition.description = text(of: child)
            default: try addRest(child, of: acquisition.id, .plateAcquisition, in: element)
            }
        }
        return acquisition
    }
}

extension Element {
    /// A place in a row of things: 0 to 4294967295.
    fileprivate func position(_ attribute: String) throws(OMEXMLError) -> Int {
        let position: UInt32 = try Number.integer(try required(attribute), name: attribute, line: line)
        return Int(position)
    }
}
