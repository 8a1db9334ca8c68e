/// What `--cohort_opt` says.
struct Options {
    /// Who sees the generated types.
    enum Visibility: String {
        case `public`
        case `internal`
    }

    private(set) var visibility = Visibility.public

    /// Reads `Name=value`, separated by commas.
    init(parameter: String) throws(GeneratorError) {
        for option in parameter.split(separator: ",") {
            let parts = option.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0] == "Visibility", let value = Visibility(rawValue: String(parts[1])) else {
                throw .unknownOption(String(option))
            }
            visibility = value
        }
    }
}
