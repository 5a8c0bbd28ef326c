import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import TenfoldCore
import TenfoldData
import TenfoldTelemetry

/// `up`: a whole stage on this machine, every service and replica as a child process.
struct UpCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "up", abstract: "Run a whole stage on this machine, for development and tests.",
            discussion: """
                Every service and replica of the stage is a child process on loopback. Their logs are prefixed; what ends \
                is started again, what is frozen is killed, and SIGHUP replaces all of them one by one without a failed \
                request. The admin port has /readyz (200 when every service is ready), a status table at / and \
                /status.json, and /metrics. Ctrl-C stops everything. In production an orchestrator does this.
                """)
    }

    @OptionGroup var dataOptions: DataOptions

    @Option(help: "The public port; 0 takes a free one. Default: that of the stage's public service.")
    var port: Int?

    @Option(help: "The port of this command's own health, status and metrics; 0 takes a free one.")
    var adminPort = 9000

    @Flag(help: "Take free internal and admin ports for the services, so that several stages can run side by side.")
    var freePorts = false

    func validate() throws {
        try PortOptions.validate(["--port": port, "--admin-port": adminPort])
    }

    func run() async throws {
        try await CommandErrors.shown {
            let options = try dataOptions.applicationOptions()
            guard let stage = try dataOptions.chosenStage() else {
                throw Fault(.unavailable, "which stage? Give --stage the name of one in \(StageFile.defaultPath)")
            }
            // What no child could start over ends this command, not each of its children again and again.
            try DataPlace.open(app: Subject.name, options: options).folder.close()
            let door = try PublicDoor(of: stage, port: port)
            let plan = try StageChildren(
                app: Subject.name, stage: stage, arguments: passedOn(stage, options), executable: try executable(),
                sockets: door.sockets.numbers)
            try await supervise(plan.specifications, door: door)
        }
    }

    private func supervise(_ children: [ChildSpecification], door: PublicDoor) async throws {
        _ = ProcessMetrics.shared
        let supervisor = try Supervisor(
            children: children, style: .detect(STDERR_FILENO), banner: banner(address: door.address))
        _ = try SupervisorSignals(supervisor)
        let desk = try await SupervisorDesk.start(supervisor, port: adminPort)
        print("\(Subject.name) serves on \(door.address) when every service is ready")
        print("status and health on \(desk.address)")
        StandardOutput.flush()
        let outcome = try await supervisor.run()
        // Its sockets outlive every child.
        withExtendedLifetime(door) {}
        await desk.stop()
        if outcome == .killed { throw ExitCode(130) }
    }

    private func banner(address: String) -> [String] {
        ["\(Subject.name) serves on \(address)"] + Subject.examples(at: address).map { "  \($0)" }
    }

    private func executable() throws -> String {
        guard let path = CurrentExecutable.path() else {
            throw Fault(.unavailable, "the path of this executable cannot be found out, so no child can be started")
        }
        return path
    }

    /// What the children must be told that they cannot read from the stage file.
    private func passedOn(_ stage: Stage, _ options: ApplicationOptions) throws -> [String] {
        var arguments = ["--stage", stage.name, "--log-level", dataOptions.logLevel]
        if let config = dataOptions.stageOptions.config { arguments += ["--config", config] }
        if let data = dataOptions.data { arguments += ["--data", data] }
        if options.shards != 1 { arguments += ["--shards", String(options.shards)] }
        if let format = dataOptions.logFormat ?? Self.formatOfTerminal {
            arguments += ["--log-format", format.rawValue]
        }
        for setting in dataOptions.settings { arguments += ["--set", setting] }
        for value in dataOptions.stageValues { arguments += ["--stage-value", value] }
        let given = Set(dataOptions.stageValues.map { String($0.prefix { $0 != "=" }) })
        let free = freePorts ? try FreeStagePorts.values(for: stage, given: given) : []
        for value in free { arguments += ["--stage-value", value] }
        return arguments
    }

    /// The children write to pipes; what they write ends on this terminal.
    private static var formatOfTerminal: LogFormat? { isatty(STDERR_FILENO) == 1 ? .console : nil }
}
