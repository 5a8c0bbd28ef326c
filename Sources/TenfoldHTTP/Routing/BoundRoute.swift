import NIOCore

/// A route with what the server needs of it for each request worked out. One object, so that handing it on costs little.
final class BoundRoute: Sendable {
    let route: Route
    /// The largest body that is taken, in bytes.
    let bodyLimit: Int
    /// How long the handler may take; nil without a limit.
    let timeout: TimeAmount?

    init(_ route: Route, limits: HTTPLimits) {
        self.route = route
        bodyLimit =
            switch route.bodyMode {
            case .none: limits.discardedBodyBytes
            case .buffered(let limit), .streamed(let limit): limit
            }
        timeout =
            switch route.timeout {
            case .standard: TimeAmount(limits.requestTimeout)
            case .after(let timeout): TimeAmount(timeout)
            case .never: nil
            }
    }
}
