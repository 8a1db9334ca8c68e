internal import Permissions
internal import Protobuf
internal import Service
internal import Store
public import Wire

extension StageError {
    /// What a refusal of the rules says.
    ///
    /// - Parameter caller: who was judged; `nil` if whoever asked is none.
    init(_ refusal: Refusal, to caller: Caller?, in state: State) {
        self.init(rule: refusal.rule, sentence: refusal.sentence(to: caller, in: state))
        section = refusal.section
        blockers = refusal.blockers.visible
        hidden = refusal.blockers.hidden
    }

    /// What the status of a call says.
    public init(_ status: Ttrpc.Status) {
        let details = status.details.first { $0.typeURL.hasSuffix(V1.RefusalDetail.protoMessageName) }
        self.init(
            detail: details.flatMap { try? V1.RefusalDetail(serializedBytes: $0.value) }, status.message, status.code)
    }

    /// What the detail of a refusal says, and the code and the sentence of its status.
    ///
    /// Whoever the kernel names and no account stands for is turned away without a detail. Nothing else is a refusal.
    public init(detail: V1.RefusalDetail?, _ sentence: String, _ code: Int32) {
        let isNobody = Code(rawValue: code) == .unauthenticated
        self.init(rule: detail?.rule ?? (isNobody ? "unauthenticated" : ""), sentence: sentence)
        section = Int(detail?.section ?? 0)
        blockers = (detail?.blockers ?? []).map { ObjectID($0) }
        hidden = Int(detail?.hiddenBlockers ?? 0)
        plan = StagePlan(detail?.plan)
    }
}
