internal import Protobuf
internal import Wire

/// How many there are of each kind: `2 Dataset, 5 Image`.
struct KindCounts: CustomStringConvertible {
    /// In the order of kinds.
    let all: [(kind: V1.Kind, count: Int)]

    init(_ kinds: [V1.Kind]) {
        let counts = Dictionary(grouping: kinds) { $0 }.mapValues(\.count)
        all = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
    }

    var description: String { all.map { "\($0.count) \($0.kind.word)" }.joined(separator: ", ") }
}
