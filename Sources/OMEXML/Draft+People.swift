extension Draft {
    /// Adds an experimenter. Names are attributes, in 2008-09 elements.
    mutating func addPerson(_ element: Element) throws(OMEXMLError) {
        let id = try element.id()
        let place = Registry.Place(first: document.people.count)
        try registry.add(id, .experimenter, at: place, line: element.line)
        var parts: [String: String] = [:]
        for attribute in element.attributes { parts[attribute.name] = attribute.value }
        for child in element.children {
            switch child.name {
            case "FirstName", "LastName", "Email", "OMEName": parts[child.name] = text(of: child)
            default: skip(child, in: element.name)
            }
        }
        let names = ["FirstName", "MiddleName", "LastName"].compactMap { parts[$0] }.filter { !$0.isEmpty }
        let name = names.isEmpty ? parts["DisplayName"] ?? "" : names.joined(separator: " ")
        let login = parts["UserName"] ?? parts["OMEName"]
        document.people.append(Person(id: id, name: name, login: login, email: parts["Email"], line: element.line))
    }

    /// Puts the names of people where so far there are their ids. Who is not described keeps the id.
    mutating func nameMakers() {
        let texts = Dictionary(document.people.map { ($0.id, $0.text) }) { first, _ in first }
        func name(_ id: String?) -> String? {
            id.map { texts[FileID($0)] ?? $0 }
        }
        for at in document.projects.indices { document.projects[at].madeBy = name(document.projects[at].madeBy) }
        for at in document.datasets.indices { document.datasets[at].madeBy = name(document.datasets[at].madeBy) }
        for at in document.images.indices { document.images[at].madeBy = name(document.images[at].madeBy) }
        for at in document.annotations.indices {
            document.annotations[at].annotator = name(document.annotations[at].annotator)
        }
    }
}
