/// An object to create, as a request describes it: its owner and group are not for the request to say.
public struct NewObject: Hashable, Sendable {
    public var kind: Kind
    public var name: String
    public var parent: Reference?
    public var child: Reference?
    /// The image that a new image was computed from.
    public var derivedFrom: Reference?
    /// The plate run that took a new well sample.
    public var plateRun: Reference?
    /// Neither of the two references above: those are given as references.
    public var attributes: Attributes

    public init(
        kind: Kind, name: String, parent: Reference?, child: Reference?, derivedFrom: Reference?,
        plateRun: Reference?, attributes: Attributes
    ) {
        self.kind = kind
        self.name = name
        self.parent = parent
        self.child = child
        self.derivedFrom = derivedFrom
        self.plateRun = plateRun
        self.attributes = attributes
    }
}

/// What a new object refers to.
public enum Reference: Hashable, Sendable {
    case existing(ObjectID)
    /// A new object of the same request, by its place: it comes before whatever refers to it.
    case new(Int)
    /// The caller's own container of that kind and name in the current group, created if missing
    /// (`PERMISSIONS.md`, section 13).
    case named(Kind, String)
}

/// What a creation would change, and which ids it gives.
public struct Creation: Hashable, Sendable {
    public var plan: Plan
    /// One for each new object of the request, in its order: the new id, or that of the rendering settings that were
    /// there already and are saved again, or of the link between two found by name.
    public var ids: [ObjectID]
}
