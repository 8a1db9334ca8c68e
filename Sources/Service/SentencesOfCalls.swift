internal import Permissions
internal import Protobuf
internal import Wire

// What goes wrong with a call before any rule is asked, in sentences; those of the rules are in `Sentence.swift`.

extension CallError {
    /// One sentence for a person.
    var sentence: String {
        switch self {
        case .refusal(let refusal), .planNeeded(let refusal, _): Sentence(refusal, in: nil).text
        case .unknownUID(let uid):
            "no user is mapped to the uid \(uid): ask an administrator to set it for your account"
        case .unreadableEnvelope(let error): "the frame holds no ttrpc request: \(error)"
        case .unreadablePayload(let error): "the payload is no message of that method: \(error)"
        case .unknownService(let name): "service \(name.quoted) is not served here"
        case .unknownMethod(let name): "method \(name.quoted) is not one of that service"
        case .deadlinePassed: "the deadline of the call has passed"
        case .noUser(let login): "there is no user \(login.quoted)"
        case .noGroup(let name): "there is no group \(name.quoted)"
        case .invalid(let fault): fault.sentence
        case .replyTooLarge(let size):
            "the reply would have \(size) bytes, over the \(WireLimits.frameSizeMax) of a frame: ask for less at once"
        case .revisionAhead(let asked, let present):
            "revision \(asked) is not here: the state is at revision \(present)"
        case .keyReused: "the key of this call stands for another call: make a new one for each change"
        case .alreadyBound: "this connection is bound to a session already"
        case .badToken: "the token binds to no session that this uid may join"
        case .diskFull(let reason): "the change was not made, as the disk would not take it: \(reason)"
        case .backupsBusy: "no more than \(ServiceLimits.backupsMax) backups are taken at once: wait until one is done"
        case .noBackup(let number): "no backup \(number) is under way on this connection: begin one"
        case .overloaded: "too much waits for the disk: try again in a moment"
        case .streamID(let id): "stream id \(id) is not a client's: those are odd"
        case .streamInUse(let id): "stream \(id) still has a call running"
        case .streamNotActive: "that stream has no call running"
        case .dataNotTaken(let id): "the call on stream \(id) takes no data"
        case .closingData: "data close message cannot include data"
        case .streamCutShort: "the stream ended before it was closed: nothing was made of it"
        case .tooManyStreams(let max): "this connection has \(max) streams open: end one first"
        case .tooManyConnections(let max):
            "all \(max) connections that the daemon takes are open: try again when some are closed"
        case .tooManyConnectionsOfOne(let uid, let max):
            "the uid \(uid) has \(max) connections open, and gets no more: close one first"
        case .frameLate(let time): "the frame was not whole within \(time): connect again, and send it in one go"
        case .cancelled: "the call was cancelled"
        case .changesForgotten(let revision):
            "what changed after revision \(revision) is not known any more: list all again, and watch from the revision "
                + "of the list"
        case .tooManyTransfers: "too many uploads and downloads are under way: try again in a moment"
        case .contentTooLarge(let size, let max): "an attachment holds \(max) bytes at most, and this has \(size)"
        case .intakeTooLarge(let max): "the parts of an import have \(max) bytes at most: make several of it"
        case .tooManyIntakes: "too much of other imports is under way: try again in a moment"
        case .noContent(let id): "object \(id.rawValue) holds no bytes"
        case .contentLost(let id): "the bytes of object \(id.rawValue) are lost: the operator's log says more"
        case .contentUnreadable(let id, let reason):
            "the bytes of object \(id.rawValue) cannot be read now, as the disk does not give them: \(reason)"
        case .trailUnreadable(let reason): "the audit trail cannot be read: \(reason)"
        case .frameTooLarge(let size):
            "message length \(size) exceed maximum message size of \(WireLimits.frameSizeMax)"
        case .stopping: "the daemon is stopping: connect again in a moment"
        }
    }
}

extension RequestFault {
    var sentence: String {
        switch self {
        case .missing(let field): "the field `\(field)` is needed"
        case .unknownNumber(let field, let number): "the field `\(field)` has no value numbered \(number)"
        case .unknownPrivileges(let bits): "the field `privileges` has bits that stand for none: \(bits)"
        case .onlyRestrictedHoldPrivileges: "only restricted administrators hold `privileges`: leave them out"
        case .tooMany(let field, let count, let max): "the field `\(field)` has \(count) entries; it takes \(max)"
        case .lengthsDiffer(let first, let second):
            "`\(second)` must have one entry, or one for each of `\(first)`"
        case .twice(let field): "the field `\(field)` names one thing twice: once is enough"
        case .bothWays(let first, let second): "`\(first)` and `\(second)` exclude each other: leave one out"
        case .textTooLong(let field, let size, let max):
            "the field `\(field)` has \(size) bytes; it takes \(max)"
        case .controlCharacter(let field): "the field `\(field)` has a control character: leave it out"
        case .noUID(let uid): "the uid \(uid) is the uid of nobody"
        case .saysNothing(let what, let field): "\(what) takes no `\(field)`: leave it out"
        case .shapes: "the value of the field `shapes` is no message of type Shapes"
        case .onlyScriptsAreOfficial: "only scripts are official: leave `official` out, or set the kind to script"
        case .pageToken: "the page token is none that this list gave"
        case .groupNotLookedIn(let group):
            "the call does not look in group \(group): ask in all groups, or switch to it"
        case .reference(let position, let count):
            "position \(position) names none of the \(count) objects before it"
        case .lifetime(let seconds, let max): "a session lives \(max) seconds at most, not \(seconds)"
        case .key(let max): "a key has 1 to \(max) visible characters of ASCII"
        case .keyNotTaken: "a session is opened without a key: its token is shown once, and never kept"
        case .startedTwice: "a stream is started once"
        case .contentSize(let size, let announced): "the upload has \(size) bytes, and \(announced) were announced"
        case .offset(let offset, let size): "there is no byte \(offset): the attachment holds \(size)"
        case .objectTooLarge(let size, let max): "an object's name and attributes have \(size) bytes; it takes \(max)"
        }
    }
}
