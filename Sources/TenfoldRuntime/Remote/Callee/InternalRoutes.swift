import TenfoldCore
import TenfoldHTTP

/// The routes of the internal port: every message that is answered here, by its Connect procedure.
struct InternalRoutes: Sendable {
    let app: String
    let handlers: MessageRegistry
    let door: InternalDoor
    let limits: HTTPLimits
    let admission: AdmissionDesks

    func routes(of module: ModuleDescription) throws -> [Route] {
        try module.queries.flatMap { try routes(for: $0, methods: [.post, .get]) }
            + module.commands.flatMap { try routes(for: $0, methods: [.post]) }
    }

    private func routes<Body: Message>(for type: Body.Type, methods: [HTTPMethod]) throws -> [Route] {
        let endpoint = InternalEndpoint(
            slot: try handlers.slot(for: type), door: door, admission: admission.desk(for: type.name),
            bodyLimitBytes: limits.bodyBytes)
        return methods.map { method in
            let mode = method == .get ? Route.BodyMode.none : .buffered(limit: limits.bodyBytes)
            // The call brings its own deadline.
            var route = Route(method, WirePath.of(type.name, app: app), body: mode, timeout: .never) { request in
                await endpoint.respond(to: request)
            }
            route.name = type.name
            return route
        }
    }
}
