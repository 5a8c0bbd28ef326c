import FoundationEssentials
import Tenfold

@main enum Main {
    /// Measures everything, or what `--only` names, with its data in a new folder under FOLDER.
    static func main() async throws {
        #if DEBUG
            print("This is a debug build: its figures mean nothing. Run it with -c release.")
        #endif
        guard let choice = Choice(CommandLine.arguments.dropFirst()) else {
            print("in-process [FOLDER] [--only calls|commits] [--rounds N] [--json]")
            return
        }
        let folder = "\(choice.folder)/benchmark-data-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = ApplicationOptions()
        options.dataFolder = folder
        let application = try await Application.open(Benchmarks.self, options)
        if !choice.isJSON { print("data in \(folder): put it on the disk that you want to know about\n") }
        if choice.wants("calls") {
            choice.show(try await CallBenchmark(application: application, rounds: choice.rounds).run())
        }
        if choice.wants("commits") {
            choice.show(try await CommitBenchmark(application: application, rounds: choice.rounds).run())
        }
        await application.stop()
    }
}

/// What the command line asks for.
private struct Choice {
    var folder = FileManager.default.currentDirectoryPath
    var only: String?
    var rounds = 5
    var isJSON = false

    /// Nil where it is not understood.
    init?(_ words: ArraySlice<String>) {
        var rest = words
        while let word = rest.popFirst() {
            switch word {
            case "--json": isJSON = true
            case "--only":
                guard let name = rest.popFirst(), ["calls", "commits"].contains(name) else { return nil }
                only = name
            case "--rounds":
                guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
                rounds = number
            case _ where word.hasPrefix("-"): return nil
            default: folder = word
            }
        }
    }

    func wants(_ name: String) -> Bool { only == nil || only == name }

    /// One line of JSON, or lines for a person.
    func show(_ comparison: Comparison) {
        if isJSON, let bytes = try? JSONEncoder().encode(comparison) {
            print(String(decoding: bytes, as: UTF8.self))
        } else {
            comparison.show()
        }
    }
}
