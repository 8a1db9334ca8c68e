/// How figures are said.
enum Figures {
    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    static func micro(_ nanoseconds: Double) -> String { "\(rounded(nanoseconds / 1e3)) us" }

    static func milli(_ nanoseconds: Double) -> String { "\(rounded(nanoseconds / 1e6)) ms" }

    /// So many in a second.
    static func rate(_ count: Double) -> String { "\(Int(count.rounded())) a second" }

    static func ratio(_ value: Double, to other: Double) -> String { "\(rounded(value / other)) times" }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
