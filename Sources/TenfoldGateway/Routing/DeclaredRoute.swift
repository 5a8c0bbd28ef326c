package import TenfoldCore
import TenfoldHTTP

/// A route that a module of the app declares, and the upstream whose servers host the module.
package struct DeclaredRoute: Sendable, Hashable {
    package var method: HTTPMethod
    /// With `:parameters`, as the module has it; the name of the route in metrics.
    package var pattern: String
    package var upstream: String
    /// Whether it answers a message. A command that comes twice under one `Idempotency-Key` has one effect and one answer;
    /// so each gets a key, where its client gave none, and may be sent once more.
    package var isMessage: Bool
    /// Until its answer has begun; nil is the gateway's route's.
    package var timeout: Duration?

    package init(
        _ method: HTTPMethod, _ pattern: String, upstream: String, isMessage: Bool, timeout: Duration? = nil
    ) {
        self.method = method
        self.pattern = pattern
        self.upstream = upstream
        self.isMessage = isMessage
        self.timeout = timeout
    }
}
