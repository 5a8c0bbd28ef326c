import FoundationEssentials
package import TenfoldConfiguration

/// What is asked of a stage file.
package struct StageRequest: Sendable {
    /// The app's name.
    package var app: String
    /// The names of its modules.
    package var modules: [String]
    /// The stage, as `--stage` names it; nil takes `TENFOLD_STAGE`, and without it none is asked for.
    package var stage: String?
    /// The file, as `--config` names it; nil takes `TENFOLD_CONFIG`, and without it `tenfold.yaml` here.
    package var file: String?
    /// Values from the command line by their path within the stage, such as `services.accounts.replicas`. Items of
    /// lists stand between commas.
    package var overrides: [String: String]
    /// The environment's variables.
    package var environment: [String: String]
    /// Whether a file that holds the secret is opened. `plan` needs no secret, and may run where there is none.
    package var readsSecretFile = true

    /// Where the file is.
    package var path: String { file ?? environment["TENFOLD_CONFIG"] ?? StageFile.defaultPath }

    package init(
        app: String, modules: [String], stage: String? = nil, file: String? = nil, overrides: [String: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.app = app
        self.modules = modules
        self.stage = stage
        self.file = file
        self.overrides = overrides
        self.environment = environment
    }
}

/// The stage file, `tenfold.yaml`.
package enum StageFile {
    /// What the file is called where nobody names one.
    package static let defaultPath = "tenfold.yaml"

    /// The stage that is asked for; nil where none is, which is the laptop rung. Throws `ConfigFaults` with everything
    /// that is wrong in the file, in other stages too.
    package static func load(_ request: StageRequest) throws(ConfigFaults) -> Stage? {
        let file = request.file ?? request.environment["TENFOLD_CONFIG"]
        guard let name = request.stage ?? request.environment["TENFOLD_STAGE"] else {
            // A file that was named is checked all the same.
            if let file { try whichStage(of: stages(in: file, request), file) }
            return nil
        }
        let path = file ?? defaultPath
        let found = try stages(in: path, request, chosen: name)
        if let stage = found.first(where: { $0.name == name }) { return stage }
        throw ConfigFaults(
            ConfigFault(
                .commandLine(request.stage == nil ? "TENFOLD_STAGE" : "--stage"),
                "no stage \(Quoted.text(name)) in \(path)" + NearestName.hint(for: name, among: found.map(\.name))))
    }

    /// Every stage of a file's text: `load` without the disk.
    package static func stages(
        in bytes: [UInt8], path: String, _ request: StageRequest, chosen: String? = nil
    ) throws(ConfigFaults) -> [Stage] {
        let document = try YAMLDocument.parse(bytes, path: path)
        let shape = StageShape(document.root, app: request.app)
        var faults = document.faults + shape.faults
        var stages: [Stage] = []
        for outline in shape.stages {
            let isChosen = outline.name == chosen
            let layers =
                isChosen
                ? StageLayers(outline, overrides: request.overrides, environment: request.environment)
                : StageLayers(outline)
            var reader = StageReader(
                outline, layers, app: request.app, readsSecretFile: isChosen && request.readsSecretFile)
            let (stage, services) = reader.read()
            let checks = StageChecks(stage: stage, services: services, modules: request.modules, place: outline.place)
            faults += reader.faults + checks.faults()
            if isChosen { faults += OverrideChecks.faults(in: request.overrides, for: outline) }
            stages.append(stage)
        }
        guard faults.isEmpty else { throw ConfigFaults(faults) }
        return stages
    }

    private static func stages(
        in path: String, _ request: StageRequest, chosen: String? = nil
    ) throws(ConfigFaults) -> [Stage] {
        let bytes: [UInt8]
        do throws(BoundedFile.Fault) {
            bytes = try BoundedFile.read(path, most: YAMLDocument.mostBytes)
        } catch {
            let hint = error == .missing ? "; name it with --config FILE, or leave --stage away for one process" : ""
            throw ConfigFaults(ConfigFault(.wholeFile(path), "the stage file \(error)\(hint)"))
        }
        return try stages(in: bytes, path: path, request, chosen: chosen)
    }

    private static func whichStage(of stages: [Stage], _ path: String) throws(ConfigFaults) {
        let names = stages.map(\.name).joined(separator: ", ")
        throw ConfigFaults(ConfigFault(.commandLine("--stage"), "which stage of \(path)? There is \(names)"))
    }
}
