public import Wire

extension V1.Attribute {
    public init(_ field: V1.Field, _ value: Value) {
        self.init()
        (self.field, self.value) = (field, value)
    }
}

/// What an object says, by the field that says it; `nil`: it does not, or by a value of another type.
extension V1.Object {
    public func value(of field: V1.Field) -> V1.Attribute.Value? { attributes.first { $0.field == field }?.value }

    public func text(of field: V1.Field) -> String? {
        if case .text(let text)? = value(of: field) { text } else { nil }
    }

    public func integer(of field: V1.Field) -> Int64? {
        if case .integer(let number)? = value(of: field) { number } else { nil }
    }

    public func real(of field: V1.Field) -> Double? {
        if case .real(let number)? = value(of: field) { number } else { nil }
    }

    public func bytes(of field: V1.Field) -> [UInt8]? {
        if case .bytes(let bytes)? = value(of: field) { bytes } else { nil }
    }

    /// Whether it says so.
    public func isTrue(_ field: V1.Field) -> Bool { value(of: field) == .truth(true) }
}
