import TenfoldCore

/// A read that waits for a reader's connection, with its types erased.
protocol ReadMember: AnyObject, Sendable {
    /// Runs the body in a snapshot of its own and tells the caller.
    func run(on connection: ShardConnection)
}

/// One caller's read.
// @unchecked: `continuation` is set before a reader learns of the read, and used once, by that reader's thread.
final class WaitingRead<Value: Sendable>: ReadMember, @unchecked Sendable {
    private let interruption: Interruption
    private let call: Call
    private let body: @Sendable (Snapshot) async throws -> Value
    // Unsafe is without a check that it is resumed once; `value` and `run` see to that.
    private var continuation: UnsafeContinuation<Value, any Error>?

    init(call: Call, body: @escaping @Sendable (Snapshot) async throws -> Value) {
        self.interruption = Interruption(deadline: call.deadline)
        self.call = call
        self.body = body
    }

    /// Waits for the value; `admit` puts the read into the readers' line, or throws.
    func value(admit: (any ReadMember) throws -> Void) async throws -> Value {
        try await interruption.value { continuation in
            // Resumed once: the one reader that takes the read out of the line resumes it.
            self.continuation = continuation
            try admit(self)
        }
    }

    func run(on connection: ShardConnection) {
        let outcome: Result<Value, any Error>
        do {
            try interruption.check()
            try connection.run("BEGIN DEFERRED")
            outcome = runBody(on: connection)
        } catch {
            outcome = .failure(error)
        }
        connection.rollBack()
        continuation?.resume(with: outcome)
        continuation = nil
    }

    private func runBody(on connection: ShardConnection) -> Result<Value, any Error> {
        let open = OpenTransaction(on: connection, interruption: interruption)
        let snapshot = Snapshot(runner: open)
        defer {
            snapshot.scope.end()
            open.close()
        }
        return BodyRun.run(call) { [body] in
            try await body(snapshot)
        } abandon: {
            snapshot.scope.end()
            open.close()
        }
    }
}
