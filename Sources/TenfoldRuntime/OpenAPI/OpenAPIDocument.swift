import TenfoldCore

/// The OpenAPI 3.1 description of an app's public routes, made from its declarations and message types.
enum OpenAPIDocument {
    static func text(app: String, modules: [ModuleDescription]) -> String {
        var paths: [(String, [(String, JSONNode)])] = []
        for module in modules {
            for route in module.routes {
                let path = template(of: route.path)
                let operation = (route.method.rawValue.lowercased(), operation(route, module: module.name))
                if let index = paths.firstIndex(where: { $0.0 == path }) {
                    paths[index].1.append(operation)
                } else {
                    paths.append((path, [operation]))
                }
            }
        }
        let document = JSONNode.object([
            ("openapi", .string("3.1.0")),
            ("info", .object([("title", .string(app)), ("version", .string("1"))])),
            ("paths", .object(paths.map { ($0.0, .object($0.1)) })),
            ("components", components),
        ])
        return document.text
    }

    /// `/orders/:id` as `/orders/{id}`.
    static func template(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
    }

    static func parameterNames(of path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    }

    private static func operation<Route: AnyMessageRoute>(_ route: Route, module: String) -> JSONNode {
        let message = SchemaProbe.schema(of: Route.Body.self)
        let inPath = parameterNames(of: route.path)
        let hasBody = route.method != .get && route.method != .head && route.method != .delete
        let rest = message.without(Set(inPath))
        var fields: [(String, JSONNode)] = [
            ("operationId", .string(Route.Body.name)), ("tags", .array([.string(module)])),
        ]
        var parameters = inPath.map { name in
            parameter(
                message.properties.first { $0.name == name }
                    ?? .init(name: name, schema: .string(format: nil), isRequired: true), in: "path")
        }
        if !hasBody { parameters += rest.properties.map { parameter($0, in: "query") } }
        if Route.Body.self is any Command.Type {
            parameters.append(
                parameter(.init(name: "Idempotency-Key", schema: .string(format: nil), isRequired: false), in: "header")
            )
        }
        if !parameters.isEmpty { fields.append(("parameters", .array(parameters))) }
        if hasBody, !rest.properties.isEmpty {
            fields.append(
                (
                    "requestBody",
                    .object([("required", .boolean(true)), ("content", content("application/json", rest.json))])
                ))
        }
        fields.append(("responses", responses(route, takesBody: hasBody)))
        if route.accessSummary != "anyone" {
            fields.append(("security", .array([.object([("bearer", .array([]))])])))
        }
        return .object(fields)
    }

    private static func responses<Route: AnyMessageRoute>(_ route: Route, takesBody: Bool) -> JSONNode {
        let answer = route.answer
        var success: [(String, JSONNode)] = [("description", .string("Success"))]
        if answer.hasBody {
            success.append(("content", content("application/json", SchemaProbe.schema(of: Route.Body.Reply.self).json)))
        }
        var all: [(String, JSONNode)] = [(String(answer.status), .object(success))]
        if answer.isConditional { all.append(("304", .object([("description", .string("Not modified"))]))) }
        all.append(("default", .object([("$ref", .string("#/components/responses/Problem"))])))
        return .object(all)
    }

    private static func parameter(_ property: JSONSchema.Property, in place: String) -> JSONNode {
        .object([
            ("name", .string(property.name)), ("in", .string(place)),
            ("required", .boolean(place == "path" || property.isRequired)), ("schema", property.schema.json),
        ])
    }

    private static func content(_ type: String, _ schema: JSONNode) -> JSONNode {
        .object([(type, .object([("schema", schema)]))])
    }

    private static var components: JSONNode {
        let fieldError = JSONSchema.object([
            .init(name: "field", schema: .string(format: nil), isRequired: true),
            .init(name: "message", schema: .string(format: nil), isRequired: true),
        ])
        let problem = JSONSchema.object([
            .init(name: "type", schema: .string(format: "uri-reference"), isRequired: true),
            .init(name: "title", schema: .string(format: nil), isRequired: true),
            .init(name: "status", schema: .integer(format: "int64"), isRequired: true),
            .init(name: "detail", schema: .string(format: nil), isRequired: true),
            .init(name: "errors", schema: .array(fieldError), isRequired: false),
        ])
        return .object([
            ("schemas", .object([("Problem", problem.json)])),
            (
                "responses",
                .object([
                    (
                        "Problem",
                        .object([
                            ("description", .string("A problem (RFC 9457)")),
                            (
                                "content",
                                content(
                                    "application/problem+json",
                                    .object([("$ref", .string("#/components/schemas/Problem"))]))
                            ),
                        ])
                    )
                ])
            ),
            (
                "securitySchemes",
                .object([
                    (
                        "bearer",
                        .object([
                            ("type", .string("http")), ("scheme", .string("bearer")), ("bearerFormat", .string("JWT")),
                        ])
                    )
                ])
            ),
        ])
    }
}
