internal import Permissions
internal import Protobuf
internal import Service
internal import Store
public import Wire

extension StageError {
    /// What a refusal of the rules says.
    init(_ refusal: Refusal) {
        self.init(rule: refusal.rule, sentence: "\(refusal)")
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
    public init(detail: V1.RefusalDetail?, _ sentence: String, _ code: Int32) {
        self.init(rule: detail?.rule ?? Code(rawValue: code).map { "\($0)" } ?? "", sentence: sentence)
        blockers = (detail?.blockers ?? []).map { ObjectID($0) }
        hidden = Int(detail?.hiddenBlockers ?? 0)
        plan = StagePlan(detail?.plan)
    }
}
