import TenfoldCore
import Testing

@testable import TenfoldHTTP

struct RouterTests {
    private func router(_ patterns: (HTTPMethod, String)...) throws -> Router<String> {
        try Router(patterns.map { (method: $0.0, pattern: $0.1, endpoint: "\($0.0.rawValue) \($0.1)") })
    }

    private func name(_ match: RouteMatch<String>) -> String? {
        if case .found(let name, _) = match { name } else { nil }
    }

    @Test func `a static path is found`() throws {
        let router = try router((.get, "/"), (.get, "/orders"), (.post, "/orders"))
        #expect(name(router.match(.get, path: "/")) == "GET /")
        #expect(name(router.match(.post, path: "/orders")) == "POST /orders")
    }

    @Test func `parameters are decoded and named`() throws {
        let router = try router((.get, "/shops/:shop/orders/:id"))
        guard case .found(_, let parameters) = router.match(.get, path: "/shops/caf%C3%A9%2F1/orders/7") else {
            Issue.record("not found")
            return
        }
        #expect(parameters["shop"] == "café/1")
        #expect(parameters["id"] == "7")
        #expect(parameters["other"] == nil)
    }

    @Test func `a static segment wins over a parameter`() throws {
        let router = try router((.get, "/users/:id"), (.get, "/users/me"))
        #expect(name(router.match(.get, path: "/users/me")) == "GET /users/me")
        #expect(name(router.match(.get, path: "/users/you")) == "GET /users/:id")
    }

    @Test func `a static branch that leads nowhere gives way to the parameter`() throws {
        let router = try router((.get, "/users/me"), (.get, "/users/:id/orders"))
        #expect(name(router.match(.get, path: "/users/me/orders")) == "GET /users/:id/orders")
    }

    @Test func `a trailing slash is another path`() throws {
        let router = try router((.get, "/orders"), (.get, "/carts/"))
        #expect(name(router.match(.get, path: "/orders/")) == nil)
        #expect(name(router.match(.get, path: "/carts")) == nil)
        #expect(name(router.match(.get, path: "/carts/")) == "GET /carts/")
    }

    @Test func `a parameter does not match an empty segment`() throws {
        let router = try router((.get, "/orders/:id"))
        guard case .notFound = router.match(.get, path: "/orders/") else {
            Issue.record("matched")
            return
        }
    }

    @Test func `an escaped static segment is the same segment`() throws {
        let router = try router((.get, "/orders"))
        #expect(name(router.match(.get, path: "/%6frders")) == "GET /orders")
    }

    @Test(arguments: ["/x/%", "/x/%4", "/x/%zz", "/x/%ff", "/x/%00"])
    func `a bad escape is malformed`(path: String) throws {
        let router = try router((.get, "/x/:id"))
        guard case .malformed = router.match(.get, path: path) else {
            Issue.record("not malformed")
            return
        }
    }

    @Test func `another method is told which are allowed`() throws {
        let router = try router((.get, "/orders"), (.post, "/orders"))
        guard case .methodNotAllowed(let allowed) = router.match(.delete, path: "/orders") else {
            Issue.record("not refused")
            return
        }
        #expect(allowed.allowValue == "GET, HEAD, POST, OPTIONS")
    }

    @Test func `HEAD is answered by GET`() throws {
        let router = try router((.get, "/orders"))
        #expect(name(router.match(.head, path: "/orders")) == "GET /orders")
    }

    @Test func `two routes of one shape are a conflict that names both`() {
        let error = #expect(throws: RouterError.self) { try router((.get, "/a/:id"), (.get, "/a/:key")) }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("/a/:id") == true && error?.message.contains("/a/:key") == true)
    }

    @Test(arguments: ["", "a", "/a//b", "/:", "/:a/:a", "/a b", "/a*", "/:a-b"])
    func `a pattern that is no path is refused`(pattern: String) {
        let error = #expect(throws: RouterError.self) { try router((.get, pattern)) }
        #expect(error?.code == .malformedPattern)
    }
}
