/// Wall-clock times as text: UTC, to the second, `2026-01-31T12:00:00Z`.
public enum WallTime {
    private static let second: Int64 = 1_000_000_000
    private static let daySeconds: Int64 = 86_400

    /// - Parameter nanoseconds: since 1970.
    public static func text(_ nanoseconds: Int64) -> String {
        let seconds = nanoseconds / second - (nanoseconds % second < 0 ? 1 : 0)
        let (days, rest) = (floor(seconds, daySeconds), seconds - floor(seconds, daySeconds) * daySeconds)
        let (year, month, day) = date(days)
        let parts = [month, day, rest / 3_600, rest / 60 % 60, rest % 60].map(padded)
        return "\(year)-\(parts[0])-\(parts[1])T\(parts[2]):\(parts[3]):\(parts[4])Z"
    }

    /// Nanoseconds since 1970: of a number that says them, or of a time as `text` writes it.
    public static func parse(_ text: String) -> Int64? {
        if let nanoseconds = Int64(text) { return nanoseconds }
        let places = Array(text.utf8)
        guard places.count == 20 else { return nil }
        let fields = [(0, 4), (5, 2), (8, 2), (11, 2), (14, 2), (17, 2)].compactMap { start, count in
            Int64(String(decoding: places[start..<(start + count)], as: UTF8.self))
        }
        guard fields.count == 6 else { return nil }
        let seconds =
            days(fields[0], fields[1], fields[2]) * daySeconds + fields[3] * 3_600 + fields[4] * 60 + fields[5]
        let (nanoseconds, overflows) = seconds.multipliedReportingOverflow(by: second)
        // What no calendar has, as the 31st of June, comes back as another time.
        return !overflows && Self.text(nanoseconds) == text ? nanoseconds : nil
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    /// Days since 1970 of a date. Years begin with March here, so that the leap day is the last one.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * year + floor(year, 4) - floor(year, 100) + floor(year, 400) + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // The year is found by asking: an estimate is off by one at most.
        var year = floor(days * 400, 146_097) + 1970
        while self.days(year, 3, 1) > days { year -= 1 }
        while self.days(year + 1, 3, 1) <= days { year += 1 }
        let dayOfYear = days - self.days(year, 3, 1)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return month < 10 ? (year, month + 3, day) : (year + 1, month - 9, day)
    }
}
