import ArgumentParser
import TenfoldConfiguration
import TenfoldCore

/// Which stage of which file: for every command that can be about one.
struct StageOptions: ParsableArguments {
    @Option(help: "The stage file. Default: TENFOLD_CONFIG, else tenfold.yaml in the working folder.")
    var config: String?

    @Option(help: "A stage of the stage file. Default: TENFOLD_STAGE, else none, which is one process with SQLite.")
    var stage: String?

    /// What is asked of the stage file.
    func request(for app: any App.Type, overrides: [String: String] = [:]) -> StageRequest {
        StageRequest(
            app: app.name, modules: app.modules.map { $0.name }, stage: stage, file: config, overrides: overrides)
    }

    /// The stage that is asked for; nil for the laptop rung. Throws every fault of the file.
    func chosen(
        for app: any App.Type, overrides: [String: String] = [:], readsSecretFile: Bool = true
    ) throws(ConfigFaults) -> Stage? {
        var request = request(for: app, overrides: overrides)
        request.readsSecretFile = readsSecretFile
        return try StageFile.load(request)
    }
}
