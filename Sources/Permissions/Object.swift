/// Anything with an owner and a group (`PERMISSIONS.md`, section 1).
///
/// What `parent` and `child` hold depends on the kind:
///
/// | kind | `parent` | `child` |
/// | --- | --- | --- |
/// | link | its upper end: project, dataset, screen, folder, or what is annotated | its lower end |
/// | folder | the folder it lies in, if any | |
/// | image | its fileset, if any | |
/// | plate run, well | its plate | |
/// | well sample | its well | its image, if any |
/// | ROI, rendering settings | its image | |
/// | job | its script | |
///
/// Two more references are attributes: a well sample's plate run and the image that an image was derived from.
public struct Object: Hashable, Sendable {
    public var kind: Kind
    public var owner: UserID
    public var group: GroupID
    /// Empty where the kind has no name.
    public var name: String
    public var parent: ObjectID?
    public var child: ObjectID?
    public var attributes: Attributes

    public init(
        kind: Kind, owner: UserID, group: GroupID, name: String,
        parent: ObjectID?, child: ObjectID?, attributes: Attributes
    ) {
        self.kind = kind
        self.owner = owner
        self.group = group
        self.name = name
        self.parent = parent
        self.child = child
        self.attributes = attributes
    }
}

/// An end of a link or reference, as seen from the object that holds it.
public enum End: UInt8, Sendable {
    case parent = 0
    case child = 1
}
