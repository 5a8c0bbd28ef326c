import ArgumentParser
import TenfoldCore

/// Turns what stops a command into a sentence on standard error and exit code 1.
enum CommandErrors {
    static func shown<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            StandardOutput.writeError("error: \(sentence(for: error))")
            throw ExitCode(1)
        }
    }

    /// Opens the app's data beside whatever serves, without changing its schema, and closes it again.
    static func withData(
        of app: any App.Type, _ options: DataOptions, _ work: (Application) async throws -> Void
    ) async throws {
        try await shown {
            var options = try options.applicationOptions()
            options.migrates = false
            let application = try await Application.open(app, options)
            do {
                try await work(application)
                await application.stop()
            } catch {
                await application.stop()
                throw error
            }
        }
    }

    static func sentence(for error: any Error) -> String {
        switch error {
        case let fault as Fault: fault.detail
        case let refusal as Refusal:
            refusal.detail + refusal.errors.map { " \($0.field) \($0.message)." }.joined()
        default: String(describing: error)
        }
    }
}
