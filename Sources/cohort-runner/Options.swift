internal import CohortClient
internal import Linux

/// What the runner was told on its command line.
struct Options {
    var socket = Client.defaultPath
    /// Programs that run at once.
    var runsMax = 4
    /// Where it keeps others of its kind away.
    var directory = Environment.value(of: "RUNTIME_DIRECTORY") ?? "/run/cohort-runner"
    /// How often it looks for something to run.
    var interval = Duration.seconds(1)
    /// What every run is given besides.
    var limits: [String] = []

    static let usage = """
        usage: cohort-runner [--socket PATH] [--directory DIR] [--runs COUNT] [--interval SECONDS]
                             [--memory SIZE] [--tasks COUNT] [--cpu PERCENT]

        Runs what users ask for with `cohort job queue`, each in a session of that user and as that user's OS account. It
        takes root, and an administrator of the lab with sudo.

          --socket PATH       where cohortd listens; by default $COHORT_SOCKET
          --directory DIR     where it keeps a second one away; by default $RUNTIME_DIRECTORY, else /run/cohort-runner
          --runs COUNT        how many programs run at once; 4 by default
          --interval SECONDS  how often it looks; 1 by default
          --memory SIZE, --tasks COUNT, --cpu PERCENT
                              what each of them may use, as of `cohort run`

        """

    enum Parsed {
        case run(Options)
        case print(String)
        case wrong(String)
    }

    static func parse(_ arguments: some Collection<String>) -> Parsed {
        var options = Options()
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            if argument == "--help" { return .print(usage) }
            guard let value = rest.next(), !value.isEmpty else { return .wrong("`\(argument)` needs a value") }
            switch argument {
            case "--socket": options.socket = value
            case "--directory": options.directory = value
            case "--memory", "--tasks", "--cpu": options.limits += [argument, value]
            case "--runs", "--interval":
                guard let number = Int32(value), number > 0 else {
                    return .wrong("`\(value)` is no value for `\(argument)`")
                }
                if argument == "--runs" { options.runsMax = Int(number) } else { options.interval = .seconds(number) }
            default: return .wrong("`\(argument)` is no option")
            }
        }
        return .run(options)
    }
}
