import FoundationEssentials
import Tenfold

@main enum Main {
    /// `benchmarks [FOLDER]`: measures everything, with its data in a new folder under FOLDER, the working folder by
    /// default.
    static func main() async throws {
        #if DEBUG
            print("This is a debug build: its figures mean nothing. Run it with -c release.")
        #endif
        let parent = CommandLine.arguments.dropFirst().first ?? FileManager.default.currentDirectoryPath
        let folder = "\(parent)/benchmark-data-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = ApplicationOptions()
        options.dataFolder = folder
        let application = try await Application.open(Benchmarks.self, options)
        print("data in \(folder): put it on the disk that you want to know about\n")
        try await measure(application)
        await application.stop()
    }

    private static func measure(_ application: Application) async throws {
        try await CallBenchmark(application: application).run().show()
        try await CommitBenchmark(application: application).run().show()
    }
}
