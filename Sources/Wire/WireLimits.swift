/// How big a frame may be, and why.
public enum WireLimits {
    /// Bytes of data in a frame, as ttrpc has it: it bounds what a peer can make us hold for one message.
    public static let frameSizeMax = 4 << 20
    /// From here on the first byte of the header is not zero: whoever sends that does not speak ttrpc.
    public static let skippableSizeEnd = 16 << 20
    /// Objects that one call may name: a call is served in one go, and this many take a millisecond or two.
    public static let targetsMax = 10_000
    /// Objects and links in one import: it is planned in one go, and this many take about a tenth of a second.
    public static let importMax = 50_000
    /// Objects and links in one import that comes in parts: their ids still fit into the frame of its answer.
    public static let importStreamMax = 500_000
    /// Objects in one page of a list, and what a page holds when the request does not say.
    public static let pageSizeMax = 1_000
    /// Bytes of names and attributes in one object: many fit into a frame, whatever they are.
    public static let objectSizeMax = 1 << 20
}
