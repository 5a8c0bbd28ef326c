import TenfoldCore
import TenfoldData

/// Commands in steps that failed too often, over all modules.
struct StuckRuns: Sendable {
    private let application: Application

    init(_ application: Application) { self.application = application }

    /// How operators name a run: its scope in hexadecimal.
    static func id(of run: RecordedRun) -> String {
        run.scope.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    func all() async throws -> [(module: String, run: RecordedRun)] {
        var all: [(String, RecordedRun)] = []
        for module in application.assembly.modules {
            all += try await module.storage.steps.stuck().map { (module.description.name, $0) }
        }
        return all
    }

    func retry(_ id: String) async throws {
        for module in application.assembly.modules {
            for run in try await module.storage.steps.stuck() where Self.id(of: run) == id {
                guard try await module.storage.steps.retry(run, now: application.options.clock.now()) else { continue }
                return
            }
        }
        throw Refusal.notFound("tenfold.run-not-stuck", "No command with the id \(id) was set aside.")
    }
}
