/// How the value behind a tag is laid out: the low three bits of the tag.
public enum WireType: UInt32, Hashable, Sendable, CaseIterable {
    /// Seven bits to a byte, low bits first; a set high bit says that more follow.
    case varint = 0
    /// Eight bytes, little-endian.
    case fixed64 = 1
    /// A varint that says how many bytes follow, and those bytes.
    case lengthDelimited = 2
    /// Fields up to the matching end; skipped, for no message of today holds one.
    case startGroup = 3
    /// The end of a group of the same number.
    case endGroup = 4
    /// Four bytes, little-endian.
    case fixed32 = 5
}
