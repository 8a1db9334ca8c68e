import Store

/// What must be true of every start: the states that there were, and how far a client was told of them.
struct Past {
    /// By revision, from 0 on; `nil` inside of what goes to disk whole. A revision that was refused, or lost before anyone
    /// was told, gives way to another one.
    private(set) var states: [State?] = [State()]
    /// The greatest revision that any client was told of.
    private(set) var acknowledged: UInt64 = 0
    /// The last revision that the journal was told to write.
    var handedOver: UInt64 = 0
    private var ids: Set<UInt64> = []

    /// By the object that was made, the key that it was made with.
    private var keys: [UInt64: String] = [:]

    private var last: UInt64 { UInt64(states.count - 1) }

    /// Notes the state after one step of the daemon: it has some records more, which go into one batch, or as many, or
    /// fewer if some were refused.
    mutating func follow(_ state: State) throws {
        guard state.revision <= last else {
            states += [State?](repeating: nil, count: Int(state.revision - last) - 1)
            return states.append(state)
        }
        guard state.revision >= acknowledged else {
            throw Violation("revision \(acknowledged) was acknowledged, and \(state.revision) is left")
        }
        states.removeLast(Int(last - state.revision))
    }

    /// Notes what a client was told.
    mutating func acknowledge(_ revision: UInt64) throws {
        guard revision <= last else { throw Violation("a client heard of revision \(revision), which is not there") }
        acknowledged = max(acknowledged, revision)
    }

    /// Notes the id of an object that a client was told it made.
    mutating func acknowledge(id: UInt64) throws {
        guard ids.insert(id).inserted else { throw Violation("object \(id) was made twice") }
    }

    /// Notes the id of an object that was made with a key: the same one again, or a new one once the key is forgotten.
    mutating func acknowledge(id: UInt64, for key: String) throws {
        if keys[id] == nil { try acknowledge(id: id) }
        guard keys.updateValue(key, forKey: id) ?? key == key else {
            throw Violation("object \(id) was made for two keys")
        }
    }

    /// Holds what a start found against what may be there.
    mutating func check(_ found: State) throws {
        try expectPrefix(found)
        guard found.revision >= acknowledged else {
            throw Violation("found revision \(found.revision), and \(acknowledged) was acknowledged")
        }
        guard found.revision <= handedOver else {
            throw Violation("found revision \(found.revision), and only \(handedOver) went to the disk")
        }
        states.removeLast(Int(last - found.revision))
        // A later life may not write over what this one found.
        handedOver = found.revision
    }

    /// Whether a state is one that was there.
    func expectPrefix(_ found: State) throws {
        guard found.revision <= last else { throw Violation("found revision \(found.revision) of \(last)") }
        guard states[Int(found.revision)]?.digest == found.digest else {
            throw Violation("what was found at revision \(found.revision) is not what was there")
        }
    }
}

struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
