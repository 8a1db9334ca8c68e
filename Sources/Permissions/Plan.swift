/// What a request would change, lose and leave (`PERMISSIONS.md`, section 6). A dry run shows it, a run commits its
/// mutations: there is one way to make it.
public struct Plan: Hashable, Sendable {
    /// What is committed, in order. An object is removed after everything that holds it.
    public var mutations: [Mutation]
    /// Links that are cut and objects that are removed, ascending.
    public var lost: [ObjectID]
    /// Objects that change group or owner, ascending.
    public var moved: [ObjectID]
    /// Contents that stay where they are and lose their place, ascending.
    public var stays: [ObjectID]
    /// Whether it runs only with the digest of this plan.
    public var needsDigest: Bool

    public init(
        mutations: [Mutation], lost: [ObjectID], moved: [ObjectID], stays: [ObjectID], needsDigest: Bool
    ) {
        self.mutations = mutations
        self.lost = lost
        self.moved = moved
        self.stays = stays
        self.needsDigest = needsDigest
    }

    /// A plan that loses nothing and needs no digest.
    public init(_ mutations: [Mutation]) {
        self.init(mutations: mutations, lost: [], moved: [], stays: [], needsDigest: false)
    }
}
