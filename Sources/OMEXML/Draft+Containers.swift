extension Draft {
    mutating func addProject(_ element: Element) throws(OMEXMLError) {
        let place = Registry.Place(first: document.projects.count)
        document.projects.append(try container(element, .project, at: place))
    }

    mutating func addDataset(_ element: Element) throws(OMEXMLError) {
        let place = Registry.Place(first: document.datasets.count)
        document.datasets.append(try container(element, .dataset, at: place))
    }

    mutating func addScreen(_ element: Element) throws(OMEXMLError) {
        let place = Registry.Place(first: document.screens.count)
        document.screens.append(try container(element, .screen, at: place))
    }

    mutating func addFolder(_ element: Element) throws(OMEXMLError) {
        let place = Registry.Place(first: document.folders.count)
        let read = try container(element, .folder, at: place)
        document.folders.append(
            Folder(id: read.id, name: read.name, description: read.description, parent: nil, line: read.line))
    }

    private mutating func container(
        _ element: Element, _ kind: ObjectKind, at place: Registry.Place
    ) throws(OMEXMLError) -> Container {
        let id = try element.id()
        try registry.add(id, kind, at: place, line: element.line)
        var container = Container(id: id, name: element["Name"], line: element.line)
        for child in element.children {
            switch (kind, child.name) {
            case (_, "Description"): container.description = text(of: child)
            case (.project, "ExperimenterRef"), (.dataset, "ExperimenterRef"): container.madeBy = person(child)
            case (.screen, "ScreenAcquisition"): try addScreenAcquisition(child)
            default: try addRest(child, of: id, kind, in: element)
            }
        }
        return container
    }

    /// Keeps the acquisition of a screen until it is known which plates it touches.
    private mutating func addScreenAcquisition(_ element: Element) throws(OMEXMLError) {
        let index = screenAcquisitions.count
        var acquisition = PlateAcquisition(
            id: try element.id(), name: element["Name"], start: element["StartTime"], end: element["EndTime"],
            line: element.line)
        for child in element.children {
            switch child.name {
            case "Description": acquisition.description = text(of: child)
            case "WellSampleRef": try claim(.screenAcquisitionSample(index), from: acquisition.id, by: child)
            default: skip(child, in: element.name)
            }
        }
        screenAcquisitions.append(acquisition)
    }
}
