internal import OMEXML
internal import Protobuf
internal import Wire

extension Command {
    static let importing = Command(
        "import", "FILE | FOLDER...",
        """
        Import OME-XML, and transfer packs in one `tar`: every file in one step, or not at all. All of it becomes one's own, in the current group.
        What was imported before is known by its content and left alone: the same command goes on where it stopped.
        """,
        [
            Option("--dataset", letter: "d", value: "ID", "the dataset that receives the images"),
            Option(
                "--target", letter: "T", value: "TARGET",
                "\(Target.forms); +name: the newest, -name: the oldest, %name: the only one, @name: a new one"),
            Option("--dry-run", letter: "f", "only say what would be done"),
            Option("--as", value: "USER", "for this user, in a session of theirs: needs sudo"),
            Option("--again", "import also what was imported before"),
            Option("--continue", letter: "c", "go on with the next file when one is refused"),
            Option(
                "--allow", value: "FOLDER",
                "open what files name, in this folder and nowhere else: attachments, companions"),
            Option("--skip-broken-links", "leave out references that lead nowhere, and list them"),
            Option("--output", value: "STYLE", "ids: only the ids of the images, a line each; none: nothing"),
        ], importFiles)

    private static func importFiles(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let style = try ImportReport.Style(arguments)
        let sources = try ImportSource.all(try arguments.someWords("files or folders"))
        let sudo = try arguments.value("--as").map { name throws(Failure) in try SudoSession(lab, as: name) }
        defer { sudo?.end() }
        var run = try ImportRun(lab, style)
        try run.all(sources)
    }
}
