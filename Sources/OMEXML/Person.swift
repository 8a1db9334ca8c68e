/// An experimenter whom a file describes: provenance, never an identity.
public struct Person: Hashable, Sendable {
    public var id: FileID
    /// The name as one would say it; empty if the file gives none.
    public var name: String
    public var login: String?
    public var email: String?
    public var line: Int

    /// The name, or what else is known: login, e-mail, id.
    public var text: String {
        [name, login, email].lazy.compactMap { $0 }.first { !$0.isEmpty } ?? id.text
    }
}
