import Synchronization
import TenfoldCore

/// Runs a transaction body to its end on the present thread, or finds that it waits for something foreign and leaves it
/// behind.
enum BodyRun {
    /// - Parameter abandon: called before an orphaned body gets to run again, to end its transaction.
    static func run<Value: Sendable>(
        _ call: Call, _ body: @escaping @Sendable () async throws -> Value, abandon: () -> Void
    ) -> Result<Value, any Error> {
        let executor = BodyExecutor()
        let outcome = BodyOutcome<Value>()
        let task = Task.immediate(executorPreference: executor) {
            await outcome.set(from: call, body)
            withExtendedLifetime(executor) {}
        }
        executor.runJobs { outcome.isSet }
        if let result = outcome.value { return result }
        abandon()
        task.cancel()
        executor.retire()
        return .failure(
            Fault(
                .suspendedInTransaction,
                "the body awaited something other than its own transaction, which would hold up everyone else's; "
                    + "do that before or after the transaction"))
    }
}

/// What a body came to.
private final class BodyOutcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    var isSet: Bool { result.withLock { $0 != nil } }
    var value: Result<Value, any Error>? { result.withLock { $0 } }

    func set(from call: Call, _ body: @Sendable () async throws -> Value) async {
        let outcome: Result<Value, any Error>
        do {
            let value = try await Call.$current.withValue(call) {
                try await TransactionScope.$isInside.withValue(true) { try await body() }
            }
            outcome = .success(value)
        } catch {
            outcome = .failure(error)
        }
        result.withLock { $0 = outcome }
    }
}
