/// A failure of the machinery, or of its use: nothing was decided, so nothing is recorded, and where it says so the
/// caller may retry.
public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed. New codes may come: always handle others.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The stable name, for instance `deadline-exceeded`.
        public let name: String
        package init(_ name: String) { self.name = name }
        /// Its name.
        public var description: String { name }

        /// The time allowed ran out. What a command did may stand: retry it under its key.
        public static let deadlineExceeded = Code("deadline-exceeded")
        /// A transaction body awaited something other than its own transaction.
        public static let suspendedInTransaction = Code("suspended-in-transaction")
        /// A transaction was used after an error, or after its end.
        public static let transactionIsDead = Code("transaction-is-dead")
        /// COMMIT was sent and its outcome is not known: retry under the same key.
        public static let unknownOutcome = Code("unknown-outcome")
        /// Something needed is not there now: storage, a queue with room, a lease.
        public static let unavailable = Code("unavailable")
        /// Too much was asked at once, and this was turned away before any work was done.
        public static let overloaded = Code("overloaded")
        /// The bucket is not served here any more.
        public static let wrongShard = Code("wrong-shard")
        /// A message was sent that the module did not declare, or before the start was over.
        public static let undeclared = Code("undeclared")
        /// A row did not hold what the code expected.
        public static let unexpectedRow = Code("unexpected-row")
        /// The database refused a statement: a constraint, a syntax error.
        public static let statementFailed = Code("statement-failed")
        /// The disk is full or not writable.
        public static let storageFull = Code("storage-full")
        /// The work was cancelled: the caller is gone, or the process is stopping.
        public static let cancelled = Code("cancelled")
        /// A mistake in the code: see the log.
        public static let programming = Code("programming")
    }

    /// What failed.
    public let code: Code
    /// What was expected and what came, and what to do.
    public let detail: String

    /// A fault with its sentence.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Whether trying again (a command under the same key) can help.
    public var isRetriable: Bool {
        switch code {
        case .deadlineExceeded, .unknownOutcome, .unavailable, .overloaded, .wrongShard, .storageFull, .cancelled: true
        default: false
        }
    }

    /// The code and the sentence.
    public var description: String { "\(code.name): \(detail)" }
}
