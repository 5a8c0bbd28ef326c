/// What all connections of a server share.
final class ServerContext: Sendable {
    let router: Router<BoundRoute>
    let limits: HTTPLimits
    let hooks: ServerHooks
    let metrics = HTTPMetrics()

    /// Whether answers tell the request's id and its trace.
    let tellsIdentity: Bool

    init(router: Router<Route>, limits: HTTPLimits, tellsIdentity: Bool, hooks: ServerHooks) {
        self.router = router.mapEndpoints { BoundRoute($0, limits: limits) }
        self.tellsIdentity = tellsIdentity
        self.limits = limits
        self.hooks = hooks
    }
}
