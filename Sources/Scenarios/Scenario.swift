internal import Permissions

/// A piece of policy: a small lab, what people do in it, and what comes of that (`Protocol/SCENARIOS.md`).
public struct Scenario: Sendable {
    /// What it shows, in words.
    public let title: String
    /// What it is an instance of: the words in parentheses behind its title.
    public let tags: [String]
    /// It is played at each of these.
    let levels: [Level]
    let lines: [Line]
    /// The line that it begins on.
    public let place: Place

    /// A line of the file, and what is indented below it.
    struct Line: Sendable {
        let place: Place
        /// Only at these levels is it part of the scenario; `nil`: at all.
        let levels: [Level]?
        let statement: Statement
    }
}

/// Where something stands in a file.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// What the file was called when it was read.
    public let file: String
    /// Counted from 1.
    public let line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// As compilers write it, for editors to find.
    public var description: String { "\(file):\(line)" }
}

/// What a file says that no scenario can say.
public struct ScenarioError: Error, Sendable, CustomStringConvertible {
    /// The line that is wrong.
    public let place: Place
    /// What is wrong with it, in lower case and without a full stop.
    public let sentence: String

    public init(place: Place, sentence: String) {
        self.place = place
        self.sentence = sentence
    }

    /// The place and the sentence.
    public var description: String { "\(place): \(sentence)" }
}

/// What a line says.
enum Statement: Sendable {
    /// Part of the world before anything happens.
    case given(Given)
    /// Somebody does something, and this must come of it.
    case act(Act, by: Actor, Expectation)
    /// Something must be so.
    case claim(Claim)
}

/// Who does something: a user or an opened session, and the group it works in, unless that is its default.
struct Actor: Sendable, Hashable {
    let name: String
    let group: String?
    /// It looks in that group alone, not in all of its own.
    let looksHere: Bool
}

/// A thing that a scenario names.
enum Thing: Sendable, Hashable {
    case object(String)
    /// A link, by its ends, and its owner where several may have linked them.
    case link(upper: String, lower: String, owner: String?)
}

/// What the world is made of. Whatever it says is done by those it names, in a read-write group, before the groups get
/// their levels: so no world is one that could not have come about.
enum Given: Sendable {
    /// `nil`: the level that the scenario is played at.
    case group(String, Level?, owners: [String], members: [String])
    case users([String])
    case administrator(String, Administration)
    case inactive(String)
    case left(String, group: String)
    case object(NewThing, owner: String)
    case link(upper: String, lower: String, owner: String)
}

/// An object to make.
struct NewThing: Sendable {
    let kind: Kind
    let name: String
    /// Where it goes: a container, or what it is on.
    var place: String?
    /// The image of a well sample.
    var image: String?
    var source: String?
    /// The run that a well sample was taken in.
    var run: String?
    /// `nil`: the group of its place, else the first group.
    var group: String?
}

/// What must come of an act.
struct Expectation: Sendable {
    enum Answer: Sendable, Hashable {
        case yes
        /// Refused, although what it is about is in sight.
        case no
        case unseen
        /// By the rule of this name.
        case refused(String)
        /// Neither: something went wrong. No file can expect it.
        case fault
    }

    /// One for each level of the scenario, or one for all.
    let answers: [Answer]
    let details: [Detail]
}

/// What is indented below an act.
enum Detail: Sendable {
    case loses([Thing])
    case moves([Thing])
    case leaves([Thing])
    case blocked([Thing])
    case hidden(Int)
    case makes([(Int, Kind)])
    case says(String)
}

/// What must be so.
enum Claim: Sendable {
    case exists(Thing, Bool)
    case owner(Thing, String)
    case group(String, group: String)
    case level(String, Level)
    /// Exactly these objects are in sight, of all that lie in the groups of the scenario.
    case sees(Actor, [String], Listed)
    /// Exactly so many of these kinds are in sight.
    case counts(Actor, [(Int, Kind)], Listed)
    case seesAlso(Actor, String, Bool)
    case membership(String, group: String, Membership?)
    case defaultGroup(String, String?)
    /// Exactly these actions are allowed.
    case may(Actor, [Action], String)
    /// Exactly these members of a group are known.
    case knows(Actor, members: [String], of: String)
    case whoMay(Actor, Action, String, users: [String])
}

/// Which objects are looked for. Whatever is named must hold.
struct Listed: Sendable {
    var group: String?
    /// What they are in, or on.
    var holder: String?
    var owner: String?
    /// Only what no container in sight holds.
    var isLoose = false
}
