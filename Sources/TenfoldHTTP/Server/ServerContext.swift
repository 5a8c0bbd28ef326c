/// What all connections of a server share.
final class ServerContext: Sendable {
    let router: Router<Route>
    let limits: HTTPLimits
    let hooks: ServerHooks
    let metrics = HTTPMetrics()

    init(router: Router<Route>, limits: HTTPLimits, hooks: ServerHooks) {
        self.router = router
        self.limits = limits
        self.hooks = hooks
    }
}
