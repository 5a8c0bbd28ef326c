import TenfoldCore

/// The two lists of schema steps of a module's database: the machinery's, named `tenfold/…`, and the module's own.
struct ModuleSteps {
    static let systemPrefix = "tenfold/"

    let system: [SchemaStep]
    let module: [SchemaStep]

    /// In the order in which they are applied.
    var all: [SchemaStep] { system + module }

    init(system: [SchemaStep], module: [SchemaStep]) throws {
        self.system = system
        self.module = module
        for step in system where !step.name.hasPrefix(Self.systemPrefix) {
            throw Fault(.programming, "the machinery's schema step \(step.name) must be named \(Self.systemPrefix)…")
        }
        for step in module where step.name.hasPrefix(Self.systemPrefix) {
            throw Fault(
                .programming,
                "the schema step \(step.name) must not be named \(Self.systemPrefix)…: those are Tenfold's own")
        }
        var seen: Set<String> = []
        for step in all where !seen.insert(step.name).inserted {
            throw Fault(.programming, "two schema steps are named \(step.name)")
        }
    }
}
