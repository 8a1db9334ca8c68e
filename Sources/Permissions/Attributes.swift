/// What an object carries beyond its name: one value for each field that is set, in ascending order of fields.
public struct Attributes: Hashable, Sendable {
    /// Ascending by field, each field once.
    public private(set) var entries: [Attribute] = []

    /// Of several values for one field the last counts.
    public init(_ entries: some Sequence<Attribute> = EmptyCollection()) {
        for entry in entries { self[entry.field] = entry.value }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// The value of a field. Setting `nil` clears it.
    public subscript(field: Field) -> Value? {
        get { entries.first { $0.field == field }?.value }
        set {
            let index = entries.firstIndex { $0.field.rawValue >= field.rawValue } ?? entries.count
            let isSet = index < entries.count && entries[index].field == field
            switch (newValue, isSet) {
            case (let value?, true): entries[index] = Attribute(field, value)
            case (let value?, false): entries.insert(Attribute(field, value), at: index)
            case (nil, true): entries.remove(at: index)
            case (nil, false): break
            }
        }
    }
}

/// A field and its value.
public struct Attribute: Hashable, Sendable {
    public let field: Field
    public let value: Value

    public init(_ field: Field, _ value: Value) {
        self.field = field
        self.value = value
    }
}

/// The value of a field.
public enum Value: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case real(Double)
    case truth(Bool)
    case bytes([UInt8])
    /// Key-value pairs: in order, keys may repeat and be empty.
    case pairs([Pair])
    case reference(ObjectID)

    /// One entry of a key-value annotation.
    public struct Pair: Hashable, Sendable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }
}

/// What an attribute says, named as OME names it. The raw values are those of the journal and the wire.
public enum Field: UInt8, CaseIterable, Sendable {
    case description = 1
    /// Says what an annotation means, and to whom.
    case namespace = 2
    /// The text of a comment, term, XML annotation or timestamp.
    case text = 3
    /// The number of a long annotation.
    case long = 4
    case double = 5
    case boolean = 6
    /// Key-value pairs.
    case pairs = 7

    /// Pixels along each axis.
    case sizeX = 10
    case sizeY = 11
    case sizeZ = 12
    case sizeC = 13
    case sizeT = 14
    /// As OME spells it: `uint8`, `float`, ...
    case pixelType = 15
    /// Size of a pixel in micrometres.
    case physicalSizeX = 16
    case physicalSizeY = 17
    case physicalSizeZ = 18
    /// ISO 8601, as the file has it.
    case acquisitionDate = 19
    /// Where the pixel data are, in words of whoever keeps them.
    case pixelsReference = 20
    /// The image that this one was computed from.
    case derivedFrom = 21

    /// Counted from 0 or 1, as the file has it.
    case row = 30
    case column = 31
    /// The place of a field in its well.
    case index = 32
    /// The plate run that took a well sample.
    case plateRun = 33

    /// Shapes of an ROI: bytes of a `cohort.v1.Shapes` message.
    case shapes = 40

    case fileName = 50
    case mediaType = 51
    /// Bytes of the attached file.
    case fileSize = 52
    /// SHA-256 of the bytes that an attachment holds. Only an upload sets it, and with it the size.
    case contentDigest = 53

    /// The id that the object had in the file it was imported from. A claim of that file, never an authority.
    case externalID = 60
    /// Who made it, according to the file it was imported from. Text, never an identity.
    case provenance = 61

    /// What a job ran, and how it ended.
    case command = 70
    case exitStatus = 71
    /// Nanoseconds since 1970.
    case started = 72
    case ended = 73
    case session = 74
    /// SHA-256 of what it ran, as it was when the job started.
    case programDigest = 75
    /// The last lines that it said.
    case output = 76
    /// How many changes it made.
    case changes = 77
    /// Who asked for it to be run, if somebody else shall.
    case requester = 78
    /// Where it shall run.
    case requestGroup = 79
    /// What it is given, in order: pairs without keys.
    case arguments = 80
    /// Seconds that it may run.
    case timeLimit = 81
    /// Whether it may change anything.
    case isReadOnly = 82
    /// Whether it shall not run, or not go on.
    case isCancelled = 83
}
