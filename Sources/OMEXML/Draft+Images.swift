extension Draft {
    mutating func addImage(_ element: Element) throws(OMEXMLError) {
        var image = Image(id: try element.id(), name: element["Name"], line: element.line)
        try registry.add(image.id, .image, at: Registry.Place(first: document.images.count), line: element.line)
        // Up to 2008-09 the channels stand outside the pixels.
        var logicalChannels = 0
        for child in element.children {
            switch child.name {
            case "Description":
                image.description = text(of: child)
            case "AcquisitionDate", "AcquiredDate", "CreationDate":
                image.acquisitionDate = text(of: child).trimmed
            case "ExperimenterRef":
                image.madeBy = person(child)
            case "LogicalChannel":
                logicalChannels += 1
                skipChildren(of: child)
            case "Pixels" where image.pixels == nil:
                image.pixels = try pixels(child, of: &image)
            case "ROI":
                try addROI(child, on: image.id)
            default:
                try addRest(child, of: image.id, .image, in: element)
            }
        }
        if logicalChannels > 0 { image.pixels?.channels = logicalChannels }
        document.images.append(image)
    }

    private mutating func pixels(_ element: Element, of image: inout Image) throws(OMEXMLError) -> Pixels {
        var pixels = Pixels(
            type: try element.required("Type", or: "PixelType"),
            sizeX: try element.count("SizeX"), sizeY: try element.count("SizeY"), sizeZ: try element.count("SizeZ"),
            sizeC: try element.count("SizeC"), sizeT: try element.count("SizeT"),
            physicalSizeX: try element.physicalSize("PhysicalSizeX"),
            physicalSizeY: try element.physicalSize("PhysicalSizeY"),
            physicalSizeZ: try element.physicalSize("PhysicalSizeZ"))
        var known: Set<ImageFile> = []
        for child in element.children {
            switch child.name {
            case "Channel":
                pixels.channels += 1
                skipChildren(of: child)
            case "TiffData":
                for file in files(of: child) where known.insert(file).inserted { image.files.append(file) }
            case "MetadataOnly":
                // It says that there is nothing more.
                skipChildren(of: child)
            default:
                // What older versions annotate as pixels is the image for us.
                try addRest(child, of: image.id, .image, in: element)
            }
        }
        return pixels
    }

    private mutating func files(of element: Element) -> [ImageFile] {
        var files: [ImageFile] = []
        for child in element.children {
            guard child.name == "UUID", let name = child["FileName"] else {
                skip(child, in: element.name)
                continue
            }
            files.append(ImageFile(uuid: text(of: child).trimmed, name: name))
        }
        return files
    }
}

extension Element {
    fileprivate func physicalSize(_ attribute: String) throws(OMEXMLError) -> PhysicalSize? {
        guard let text = self[attribute] else { return nil }
        let value = try Number.length(text, name: attribute, line: line)
        // Micrometres are the default, and are written with either of two letters that look the same.
        let unit = self[attribute + "Unit"].flatMap { ["\u{B5}m", "\u{3BC}m", "um"].contains($0) ? nil : $0 }
        return PhysicalSize(value: value, unit: unit)
    }
}
