import ArgumentParser
import TenfoldCore

/// `check`: all faults in the declarations, or the call graph.
struct CheckCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check", abstract: "Validate all declarations and print the call graph.",
            discussion: "Starts nothing and touches no data. Exit code 1 when there is a fault.")
    }

    func run() async throws {
        let modules = Subject.modules.map { ModuleDescription(opening: $0) }
        let faults = DeclarationChecks.faults(in: modules)
        guard faults.isEmpty else {
            StandardOutput.writeError(BootFaults(app: Subject.name, faults: faults).description)
            throw ExitCode(1)
        }
        print(CallGraph(modules).text)
        print("\(Subject.name): \(modules.count) \(modules.count == 1 ? "module" : "modules"), no faults")
    }
}

extension ModuleDescription {
    /// The description of a module whose type is known only at run time.
    init(opening type: any Module.Type) {
        func describe<Owner: Module>(_ type: Owner.Type) -> ModuleDescription { ModuleDescription(type) }
        self = describe(type)
    }
}
