/// Messages and packed fields are read in place: opening one moves the end nearer, closing it moves the end back.
extension Reader {
    /// Opens a sub-message or map entry; returns the end to close it with.
    @inlinable
    public mutating func openMessage() throws(DecodingError) -> Int {
        let outerEnd = try openPacked()
        guard depthLeft > 0 else { throw .tooDeep }
        depthLeft -= 1
        return outerEnd
    }

    /// Closes the sub-message that was opened last, which must be read to its end.
    @inlinable
    public mutating func closeMessage(_ outerEnd: Int) {
        closePacked(outerEnd)
        depthLeft += 1
    }

    /// Opens a packed field, to be read until ``isAtEnd``; returns the end to close it with.
    @inlinable
    public mutating func openPacked() throws(DecodingError) -> Int {
        let count = try length()
        let outerEnd = end
        end = offset + count
        return outerEnd
    }

    /// Closes the packed field that was opened last, which must be read to its end.
    @inlinable
    public mutating func closePacked(_ outerEnd: Int) {
        precondition(offset == end, "a message must be read to its end")
        precondition(outerEnd >= end, "the end must be the one that opening returned")
        precondition(unsafe outerEnd <= buffer.count, "the end must lie within the bytes")
        end = outerEnd
    }
}
