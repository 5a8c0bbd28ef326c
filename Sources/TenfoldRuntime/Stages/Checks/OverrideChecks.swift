import TenfoldConfiguration

/// Values from the command line must have keys that a stage has.
enum OverrideChecks {
    static func faults(in overrides: [String: String], for outline: StageOutline) -> [ConfigFault] {
        let known = paths(of: outline)
        return overrides.keys.sorted().filter { !known.contains($0) && !isSetting($0, outline) }.map {
            ConfigFault(
                .commandLine($0),
                "stage \"\(outline.name)\" has no such key" + NearestName.guess($0, among: known))
        }
    }

    private static func paths(of outline: StageOutline) -> [String] {
        let limits = StageKeys.ofLimits.map { "limits.\($0.name)" }
        let service = StageKeys.ofService.filter { $0.shape != .map }.map(\.name) + limits
        return StageKeys.ofStage.filter { $0.shape != .map }.map(\.name) + limits
            + outline.services.flatMap { each in service.map { "services.\(each.name).\($0)" } }
    }

    private static func isSetting(_ key: String, _ outline: StageOutline) -> Bool {
        outline.services.contains { key.hasPrefix("services.\($0.name).settings.") }
    }
}
