import TenfoldCore

/// Faults in an app's public routes.
enum RouteChecks {
    static func faults(in modules: [ModuleDescription]) -> [BootFault] {
        duplicates(modules) + modules.flatMap { module in module.routes.flatMap { faults(of: $0, in: module) } }
    }

    private static func faults<Route: AnyMessageRoute>(of route: Route, in module: ModuleDescription) -> [BootFault] {
        let place = "route \(route.label)"
        var faults: [BootFault] = []
        if route.access == nil {
            faults.append(
                BootFault(
                    place: place,
                    sentence: "does not say who may use it; add `access:` (.anyone, .signedIn, .admin, .when)"))
        }
        if !module.answers.contains(where: { $0.name == Route.Body.name }) {
            faults.append(
                BootFault(
                    place: place, sentence: "leads to \(Route.Body.name), which module \(module.name) does not handle"))
        }
        if !route.path.hasPrefix("/") || route.path.contains("//") {
            faults.append(BootFault(place: place, sentence: "must begin with one slash and hold no empty segment"))
        }
        let fields = Set(SchemaProbe.schema(of: Route.Body.self).properties.map(\.name))
        for name in OpenAPIDocument.parameterNames(of: route.path) where !fields.contains(name) {
            faults.append(
                BootFault(
                    place: place, sentence: "has the parameter :\(name), and \(Route.Body.name) has no such field"))
        }
        return faults
    }

    /// Routes that no request could tell apart.
    private static func duplicates(_ modules: [ModuleDescription]) -> [BootFault] {
        let shapes = modules.flatMap { module in
            module.routes.map { "\($0.method.rawValue) \(shape(of: $0.path))" }
                + module.rawRoutes.map { "\($0.method.rawValue) \(shape(of: $0.path))" }
        }
        return DeclarationChecks.duplicates(shapes).map {
            BootFault(place: "route \($0)", sentence: "is declared twice; a request could not tell them apart")
        }
    }

    private static func shape(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? ":" : String($0) }.joined(separator: "/")
    }
}
