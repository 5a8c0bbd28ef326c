import ArgumentParser
import FoundationEssentials
import TenfoldConfiguration
import TenfoldCore

/// `plan`: what a split would cost, and whether it is safe, before anybody makes it.
struct PlanCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "plan", abstract: "Say what a stage's split means, before anybody makes it.",
            discussion: """
                Which calls go over the network, how often (from a running instance's metrics), what they add, which \
                events are pushed, and what is unsafe. Starts nothing and touches no data. Exit code 1 where the \
                split is unsafe.
                """)
    }

    @OptionGroup var stageOptions: StageOptions

    @Option(help: "Metrics of a running instance, to tell how often each call is made: a file, - or a URL.")
    var metrics: String?

    @Option(help: "How to say it: text, or json for programs.")
    var format: PlanFormat = .text

    func run() async throws {
        let plan = try await CommandErrors.shown { try await makePlan() }
        print(try format == .json ? plan.json() : plan.text)
        if !plan.isSafe { throw ExitCode(1) }
    }

    private func makePlan() async throws -> Plan {
        let modules = Subject.modules.map { ModuleDescription(opening: $0) }
        let faults = DeclarationChecks.faults(in: modules)
        guard faults.isEmpty else { throw BootFaults(app: Subject.name, faults: faults) }
        guard let stage = try stageOptions.chosen(for: Subject.self, readsSecretFile: false) else {
            throw ConfigFaults(ConfigFault(.commandLine("--stage"), "which stage? Name one of the stage file"))
        }
        let traffic = try await traffic()
        return Planner(app: Subject.name, modules: modules, stage: stage, traffic: traffic).plan()
    }

    private func traffic() async throws -> SendTraffic? {
        guard let metrics else { return nil }
        let text = try await MetricsSource(metrics, fetch: MetricsFetch.text).text()
        return try SendTraffic(metrics: text, now: Date().timeIntervalSince1970)
    }
}

/// How a plan is said.
enum PlanFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
