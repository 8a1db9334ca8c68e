/// Fields that this version does not know, or that come with an unexpected wire type, are passed over.
extension Reader {
    /// Skips the value behind `tag`, which was read last.
    public mutating func skip(_ tag: UInt32) throws(DecodingError) {
        guard let wireType = WireType(rawValue: tag & 7) else { throw .invalidTag }
        switch wireType {
        case .varint: _ = try varint()
        case .fixed64: _ = try fixed64()
        case .lengthDelimited: _ = try range()
        case .startGroup: try skipGroup(tag)
        case .endGroup: throw .unmatchedEndGroup
        case .fixed32: _ = try fixed32()
        }
    }

    private mutating func skipGroup(_ startTag: UInt32) throws(DecodingError) {
        guard depthLeft > 0 else { throw .tooDeep }
        depthLeft -= 1
        let endTag = startTag - WireType.startGroup.rawValue + WireType.endGroup.rawValue
        while true {
            guard let tag = try nextTag() else { throw .truncated }
            if tag == endTag { break }
            try skip(tag)
        }
        depthLeft += 1
    }
}
