/// What travels with a call: who asks, until when, under which key, as part of which trace. Task-local, and carried
/// across the wire.
public struct Call: Sendable {
    /// The present call. Outside any call: nobody, without a deadline.
    @TaskLocal public static var current = Call()

    /// Who calls, from a verified token. Nil: nobody is signed in.
    public var principal: Principal?
    /// When the caller stops waiting.
    public var deadline: ContinuousClock.Instant? {
        get { stopsAt == Self.never ? nil : Self.origin.advanced(by: stopsAt) }
        set { stopsAt = newValue.map { Self.origin.duration(to: $0) } ?? Self.never }
    }
    /// The deadline as the time since `origin`. Not an `Instant`: the compiler does not know its layout, which made each
    /// copy of a call three times as dear.
    private var stopsAt: Duration
    private static let never = Duration.seconds(Int64.max)
    private static let origin = ContinuousClock.now
    /// How much it matters: the lowest is shed first.
    public var priority: Priority
    /// 0 for the first try.
    public var attempt: Int
    /// The key under which a command runs; nil lets the runtime make one.
    public var idempotencyKey: String?
    /// The trace this call is part of.
    public var trace: TraceContext?
    /// The request's id, in logs and answers.
    public var requestID: RequestID?
    /// The address the request came from, where it came from outside.
    public var remoteAddress: String?
    /// The event being delivered, inside a subscription.
    public var event: EventMetadata?
    /// What the caller has written lately, and writes now; nil where one process is the whole app.
    package var session: Session?
    /// Whether it came from another process of the app, which sees to retries of what was refused for being too much.
    package var isForwarded = false

    /// A call with nothing known of it.
    public init(
        principal: Principal? = nil, deadline: ContinuousClock.Instant? = nil, priority: Priority = .normal,
        attempt: Int = 0, idempotencyKey: String? = nil, trace: TraceContext? = nil, requestID: RequestID? = nil,
        remoteAddress: String? = nil, event: EventMetadata? = nil
    ) {
        self.principal = principal
        stopsAt = Self.never
        self.priority = priority
        self.attempt = attempt
        self.idempotencyKey = idempotencyKey
        self.trace = trace
        self.requestID = requestID
        self.remoteAddress = remoteAddress
        self.event = event
        if let deadline { self.deadline = deadline }
    }

    /// How much a call matters.
    public enum Priority: Int, Codable, Comparable, Sendable {
        /// Work that can be done later.
        case background = 0
        /// Most calls.
        case normal = 1
        /// What must go through.
        case critical = 2

        public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }

    /// Throws `Fault` (`deadlineExceeded` or `cancelled`) when nobody waits for the outcome any more.
    public func checkDeadline() throws {
        if stopsAt != Self.never, stopsAt <= Self.origin.duration(to: .now) {
            throw Fault(.deadlineExceeded, "the time allowed for this call ran out")
        }
        if Task.isCancelled {
            throw Fault(.cancelled, "the caller is gone")
        }
    }

    /// The caller, or a 401.
    public func requirePrincipal() throws -> Principal {
        guard let principal else {
            throw Refusal.unauthenticated("tenfold.unauthenticated", "Sign in first: this needs a valid bearer token.")
        }
        return principal
    }
}
