internal import Disk
internal import Linux
internal import Store

/// The words and options behind `cohortd store`.
struct StoreLine {
    let command: String
    /// The directory or the file that it is about.
    let source: String
    private(set) var target = ""
    private(set) var journal: String?
    private(set) var limit = HistoryLimit.none

    private static let options = [
        "check": [], "salvage": ["--to"], "restore": ["--to", "--journal", "--revision", "--time"], "export": [],
        "import": ["--to"],
    ]

    init(_ arguments: [String]) throws(OfflineError) {
        guard let command = arguments.first, command != "--help", command != "-h", command != "help" else {
            (self.command, source) = ("help", "")
            return
        }
        guard let options = Self.options[command] else { throw .usage("`\(command)` is no command of `store`") }
        var words: [String] = []
        var values: [String: String] = [:]
        var rest = arguments.dropFirst().makeIterator()
        while let argument = rest.next() {
            guard argument.hasPrefix("--") else {
                words.append(argument)
                continue
            }
            guard options.contains(argument) else { throw .usage("`store \(command)` has no option `\(argument)`") }
            guard let value = rest.next(), !value.isEmpty else { throw .usage("`\(argument)` needs a value") }
            guard values.updateValue(value, forKey: argument) == nil else {
                throw .usage("`\(argument)` is given twice")
            }
        }
        guard words.count == 1, let source = words.first else { throw .usage("`store \(command)` takes one path") }
        (self.command, self.source) = (command, source)
        try take(values, isTargetNeeded: options.contains("--to"))
    }

    private mutating func take(_ values: [String: String], isTargetNeeded: Bool) throws(OfflineError) {
        guard !isTargetNeeded || values["--to"] != nil else { throw .usage("`--to` says where it is to go") }
        target = values["--to"] ?? ""
        journal = values["--journal"]
        switch (values["--revision"], values["--time"]) {
        case (nil, nil): break
        case (let revision?, nil):
            guard let number = UInt64(revision) else { throw .usage("`\(revision)` is no revision") }
            limit = .revision(number)
        case (nil, let time?):
            guard let nanoseconds = WallTime.parse(time) else { throw .usage("`\(time)` is no time") }
            limit = .time(nanoseconds)
        default: throw .usage("`--revision` and `--time` exclude each other")
        }
    }

    // MARK: - What it names

    /// The directory to look at, or the bytes of the file.
    enum Source {
        case directory(DirectoryView)
        case file([UInt8])
    }

    func openSource() throws(OfflineError) -> Source {
        let kind: FileAttributes.Kind
        do throws(SystemError) {
            kind = try FileAttributes(at: source).kind
            guard kind == .directory else { return .file(try File.readWhole(source, sizeMax: .max)) }
        } catch {
            throw .failed("cannot read `\(source)`: \(error)")
        }
        return .directory(try OfflineError.catching { () throws(DirectoryError) in try DirectoryView(source) })
    }

    /// The directory to make: one with nothing in it.
    func makeTarget() throws(OfflineError) -> DiskDirectory {
        let disk = try OfflineError.catching { () throws(DirectoryError) in try DiskDirectory(target) }
        let names = try OfflineError.catching { () throws(StorageError) in try disk.names() }
        guard names == ["lock"] else { throw .failed("`\(target)` is not empty, and nothing there is written over") }
        return disk
    }
}
