internal import Permissions

/// What came of an act.
struct Outcome {
    let reply: StageReply?
    let error: StageError?
    let answer: Expectation.Answer

    init(
        _ result: Result<StageReply, StageError>,
        answer: (StageReply) -> Expectation.Answer = { _ in .yes }
    ) {
        switch result {
        case .success(let reply):
            self.reply = reply
            error = nil
            self.answer = answer(reply)
        case .failure(let error):
            reply = nil
            self.error = error
            self.answer =
                error.rule.isEmpty ? .fault : error.rule.hasPrefix("no_such_") ? .unseen : .refused(error.rule)
        }
    }

    var rule: String? { error?.rule }
    var plan: StagePlan? { reply?.plan ?? error?.plan }

    var words: String {
        guard let error else { return "`\(answer.words)`" }
        return "`\(answer.words)` (\(error.sentence)\(error.section == 0 ? "" : "; section \(error.section)"))"
    }
}

extension Expectation.Answer {
    var words: String {
        switch self {
        case .yes: "yes"
        case .no: "no"
        case .unseen: "unseen"
        case .refused(let rule): "refused \(rule)"
        case .fault: "a fault"
        }
    }
}
