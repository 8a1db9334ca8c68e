internal import CohortClient
internal import Protobuf
internal import Wire

/// A run that somebody asked for, as a job that waits (`PERMISSIONS.md`, section 12).
struct AskedJob {
    let id: UInt64
    let owner: UInt32
    let group: UInt32
    /// 0 if the script was deleted.
    let script: UInt64
    /// SHA-256 of the script's text as it was when it was asked for.
    let digest: [UInt8]
    let arguments: [String]
    let seconds: UInt32
    let isReadOnly: Bool
    /// Why it is not run any more; `nil`: it can be.
    let obstacle: String?

    /// A job that waits, by its id, as whoever runs it sees it.
    init(_ word: String, _ lab: Lab) throws(Failure) {
        let job = try lab.job(word)
        guard job.jobState == .waiting else { throw .local("Job:\(job.id) does not wait to be run") }
        self.init(job)
    }

    init(_ job: V1.Object) {
        (id, owner, group, script) = (job.id, job.owner, job.group, job.parent)
        digest = job.bytes(of: .programDigest) ?? []
        arguments = job.arguments
        seconds = job.integer(of: .timeLimit).flatMap { UInt32(exactly: $0) } ?? RunTerms.secondsDefault
        isReadOnly = job.isTrue(.isReadOnly)
        obstacle = job.obstacle
    }
}

extension Lab {
    /// A job as whoever runs it sees it.
    func job(_ word: String) throws(Failure) -> V1.Object {
        let id = try ObjectName(word).id
        return try call(on: try connect(), V1.Objects.get, .with { ($0.ids, $0.scope) = ([id], .all) }).objects[0]
    }
}

extension V1.Object {
    fileprivate var obstacle: String? {
        if isTrue(.isCancelled) { return "it was cancelled" }
        if parent == 0 { return "its script is gone" }
        // Whoever it was given to has asked for nothing, nor for a run where it was moved to.
        if integer(of: .requester) != Int64(owner) { return "it belongs to another than who asked for it" }
        if integer(of: .requestGroup) != Int64(group) { return "it lies in another group than it was asked for in" }
        return nil
    }

    fileprivate var arguments: [String] {
        if case .pairs(let list)? = value(of: .arguments) { list.pairs.map(\.value) } else { [] }
    }
}
