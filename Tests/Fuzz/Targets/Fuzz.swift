import Glibc

/// What is fuzzed: each takes bytes that nobody vouches for, and must come to an end of its own. Which one it is,
/// `COHORT_FUZZ` says.
enum Target: String {
    case conversation, message, journal, snapshot, export, document

    func take(_ bytes: ArraySlice<UInt8>) {
        switch self {
        case .conversation: Self.converse(bytes)
        case .message: Self.readMessage(bytes)
        case .journal: Self.readJournal(bytes)
        case .snapshot: Self.readSnapshot(bytes)
        case .export: Self.readExport(bytes)
        case .document: Self.readDocument(bytes)
        }
    }

    static let chosen: Target = {
        let name = unsafe getenv("COHORT_FUZZ").map { unsafe String(cString: $0) } ?? ""
        guard let target = Target(rawValue: name) else { fatalError("COHORT_FUZZ names no target: `\(name)`") }
        return target
    }()
}

private func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    Target.chosen.take(unsafe Array(UnsafeBufferPointer(start: start, count: count))[...])
    return 0
}

// MARK: - The driver

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<Arguments>,
    _ fuzz: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32

/// What the package manager calls `main` of this program.
@_cdecl("fuzz_main")
public func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    var count = count
    var arguments = unsafe arguments
    return unsafe runDriver(&count, &arguments, { start, count in unsafe fuzz(start, count) })
}
