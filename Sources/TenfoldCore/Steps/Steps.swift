/// The durable steps of one command: each named step's outcome is recorded, so that after a crash any process resumes
/// the command from its first unrecorded step.
///
///     module.handleInSteps(PlaceOrder.self) { orders, command, steps in
///         let order = try await steps.transaction("pending") { tx in try await orders.insert(command, tx) }
///         do {
///             for line in order.lines {
///                 try await steps.send("reserve-\(line.product)", ReserveStock(order: order.id, line: line))
///             }
///         } catch let refusal as Refusal {
///             try await steps.conclude("rejected", refusing: refusal) { tx in try await orders.reject(order, tx) }
///         }
///         return try await steps.conclude("placed") { tx in try await orders.place(order, tx) }
///     }
///
/// The rules of a body in steps:
/// - It may run several times, in several processes. What is outside a step must have no effect and must lead to the
///   same steps: take times, random numbers and other modules' answers from a step.
/// - Each step has its own name; steps run one after another.
/// - Catch `Refusal` only. Any other error means "not decided": let it through, and the run is resumed later.
/// - What a step returns is stored as JSON until the command ends.
public struct Steps: Sendable {
    private let execution: any StepExecution

    package init(execution: any StepExecution) { self.execution = execution }

    /// Runs a transaction in the command's bucket; its effect, its events and its outcome are one commit.
    ///
    /// A `Refusal` thrown by the body undoes the body's rows, is recorded as this step's outcome, and is thrown; so it
    /// is when the command is resumed.
    ///
    /// - Throws: the step's `Refusal`, or a `Fault`, after which the run is resumed later.
    public func transaction<Value: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await execution.transaction(name, body)
    }

    /// Runs a transaction in the command's bucket that has nothing to return.
    public func transaction(_ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Void) async throws
    {
        _ = try await execution.transaction(name) { tx in
            try await body(tx)
            return Nothing()
        }
    }

    /// Sends a command to its module under a key derived from this command's, and records the reply or the refusal.
    ///
    /// Sent again after a crash, it gets the first reply as long as the receiver keeps its keys (24 h).
    ///
    /// - Throws: the receiver's `Refusal`, or a `Fault`, after which the run is resumed later.
    @discardableResult
    public func send<Body: Command>(_ name: String, _ command: Body) async throws -> Body.Reply {
        try await execution.send(name, command)
    }

    /// Asks another module and records the answer, so that a resumed run decides by the same answer.
    ///
    /// - Throws: the receiver's `Refusal`, or a `Fault`, after which the run is resumed later.
    public func query<Body: Query>(_ name: String, _ query: Body) async throws -> Body.Reply {
        try await execution.query(name, query)
    }

    /// The last step: effect, events and the command's reply are one commit. Return its result from the handler.
    ///
    /// A `Refusal` thrown by the body undoes the body's rows and concludes nothing: conclude otherwise, or let it
    /// through, and it becomes the command's recorded refusal.
    public func conclude<Reply: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Reply
    ) async throws -> Reply {
        try await execution.conclude(name, body)
    }

    /// The last step of a command that is refused: effect, events and the recorded refusal are one commit; then the
    /// refusal is thrown.
    public func conclude(
        _ name: String, refusing refusal: Refusal, _ body: @escaping @Sendable (Transaction) async throws -> Void
    ) async throws -> Never {
        try await execution.conclude(name, refusing: refusal, body)
    }
}
