import TenfoldCore
import TenfoldHTTP

/// All public HTTP routes of an app: its messages, its raw handlers, and its description.
struct PublicRoutes: Sendable {
    let pipeline: RequestPipeline
    let registry: MessageRegistry
    let coder: any JSONCoder
    let limits: HTTPLimits
    /// What turns requests away that would be too many; nil where each goes to its handler.
    var admission: AdmissionDesks?

    func routes(of module: ModuleDescription) throws -> [Route] {
        try module.routes.map { try route(for: $0) }
    }

    /// These routes, each counted, and watched while it runs, under its own name.
    static func observed(_ routes: [Route], as names: WorkNames, isCounted: Bool) -> [Route] {
        routes.map { route in
            var route = route
            route.work = names.register(route.name)
            if isCounted { route.meter = RequestMetrics.meter(route: route.pattern, method: route.method) }
            return route
        }
    }

    static let descriptionPath = "/openapi.json"

    /// The API description, made once.
    func description(app: String, modules: [ModuleDescription]) -> Route {
        let text = OpenAPIDocument.text(app: app, modules: modules)
        let pipeline = pipeline
        return Route(.get, Self.descriptionPath, body: .none) { request in
            await pipeline.respond(to: request, timeout: nil) {
                Response(fields: ["Content-Type": "application/json"], body: .text(text))
            }
        }
    }

    private func route<Declared: AnyMessageRoute>(for declared: Declared) throws -> Route {
        guard let access = declared.access else {
            throw Fault(.programming, "route \(declared.label) does not say who may use it")
        }
        let endpoint = MessageEndpoint(
            access: access, answer: declared.answer, slot: try registry.slot(for: Declared.Body.self), coder: coder,
            bodyLimitBytes: limits.bodyBytes, admission: admission?.desk(for: Declared.Body.name))
        let pipeline = pipeline
        var route = Route(declared.method, declared.path, body: bodyMode(for: declared.method)) { request in
            await pipeline.respond(to: request, timeout: pipeline.requestTimeout) {
                try await endpoint.respond(to: request)
            }
        }
        route.name = Declared.Body.name
        return route
    }

    private func bodyMode(for method: HTTPMethod) -> Route.BodyMode {
        switch method {
        case .get, .head, .options: .none
        default: .buffered(limit: limits.bodyBytes)
        }
    }
}
