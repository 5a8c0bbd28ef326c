/// What the router found for a method and a path.
package enum RouteMatch<Endpoint: Sendable>: Sendable {
    case found(Endpoint, PathParameters)
    case notFound
    /// The path exists under other methods.
    case methodNotAllowed(MethodSet)
    /// The path has a bad escape or a parameter that is not UTF-8.
    case malformed
}
