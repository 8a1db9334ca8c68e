/// A row of the published table: what one may want to do with another user's data (`PERMISSIONS.md`, section 2).
///
/// The raw values are those of the wire.
public enum Action: UInt8, CaseIterable, Sendable {
    case view = 1
    /// Add a tag, comment, rating, attachment, ...; create and save an ROI.
    case annotate = 2
    case delete = 3
    /// Change the name and description.
    case edit = 4
    /// Link and unlink, into and out of containers.
    case mix = 5
    /// Move between groups.
    case move = 6
    /// Remove links to annotations that others made.
    case removeAnnotations = 7
    /// Save one's own rendering settings.
    case render = 8
    /// Make an own image from it.
    case derive = 9
    /// Change the owner.
    case give = 10
}

/// As what someone stands before another user's data: a column of the published table.
public enum Standing: CaseIterable, Sendable {
    case administrator
    case owner
    case member
}
