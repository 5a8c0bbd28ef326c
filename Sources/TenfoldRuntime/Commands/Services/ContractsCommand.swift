import ArgumentParser
import TenfoldCore

/// `contracts`: what other builds and other languages must know of the app's messages.
struct ContractsCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "contracts",
            abstract: "Print the contract of every query, command and event, or compare it with an older one.",
            discussion: """
                The contract is JSON: names, paths on the internal port, and JSON schemas.
                Commit it, and compare each build with it, so that builds old and new can
                run side by side. Starts nothing and touches no data.

                Exit code 1 when a change breaks: every finding says what was, what is, why
                it breaks whom, and what to do. Exit code 2 when nothing could be compared.
                """)
    }

    @Option(help: "Write to FILE instead; with --against, only when nothing breaks.", completion: .file())
    var output: String?

    @Option(help: "Compare with FILE, which an older build has written.", completion: .file())
    var against: String?

    @Flag(help: "With --against: exit code 1, too, when FILE is not what this build would write.")
    var exact = false

    func validate() throws {
        if exact, against == nil { throw ValidationError("--exact needs --against FILE.") }
    }

    func run() async throws {
        do {
            let document = try contract()
            if let against { try compare(document, with: against) }
            if let output {
                try ContractFile.write(document, to: output)
            } else if against == nil {
                print(document.text, terminator: "")
            }
        } catch let fault as ContractFault {
            StandardOutput.writeError("error: \(fault.detail)")
            throw ExitCode(2)
        }
    }

    private func contract() throws -> ContractDocument {
        let modules = Subject.modules.map { ModuleDescription(opening: $0) }
        let faults = DeclarationChecks.faults(in: modules)
        guard faults.isEmpty else {
            StandardOutput.writeError(BootFaults(app: Subject.name, faults: faults).description)
            throw ExitCode(2)
        }
        let document = ContractDocument(app: Subject.name, modules: modules)
        for message in document.messages {
            for blindSpot in message.notCompared {
                StandardOutput.writeError("warning: \(message.name): \(blindSpot)")
            }
        }
        return document
    }

    private func compare(_ document: ContractDocument, with file: String) throws {
        let report = ContractReport(of: document, against: try ContractFile.read(file), file: file)
        print(report.text)
        if exact { print(report.currency) }
        if report.isBreaking || exact && !report.isCurrent { throw ExitCode(1) }
    }
}
