/// Placeholder until the telemetry slice lands its whole form.
public struct TraceContext: Hashable, Sendable {}
