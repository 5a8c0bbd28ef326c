import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldResilience
import Testing

@testable import TenfoldGateway

@Suite struct RouteTableTests {
    private func route(
        _ path: String, _ upstream: String, host: String? = nil, methods: Set<HTTPMethod>? = nil,
        fields: [ProxyRoute.FieldMatch] = []
    ) -> ProxyRoute {
        var route = ProxyRoute(path: path, upstream: upstream)
        route.host = host
        route.methods = methods
        route.fields = fields
        return route
    }

    private var tools: PolicyTools {
        let cache = HTTPCache()
        return PolicyTools(
            rateLimiter: RateLimitTable(keys: 8), identities: [:], cache: cache, flights: FlightTable(cache),
            accessLog: nil)
    }

    private func table(_ routes: [ProxyRoute]) throws -> RouteTable {
        RouteTable(try routes.map { try RouteEntry($0, tools) { _ throws(ProxyFault) in 0 } })
    }

    private func upstream(_ table: RouteTable, _ line: String, _ fields: String = "Host: a\r\n") throws -> String? {
        var reader = RequestReader(limits: HTTPLimits())
        let bytes = ByteBuffer(string: "\(line) HTTP/1.1\r\n\(fields)\r\n")
        #expect(try reader.next(bytes.readableBytesSpan) == .head)
        return table.find(reader.head, in: bytes)?.route.targets.first?.upstream
    }

    @Test func `a route of the host wins over one of any, also with a shorter path`() throws {
        let table = try table([
            route("/api/*", "any"), route("/*", "host", host: "shop.test"), route("/api/*", "port", host: "[::1]"),
        ])
        #expect(try upstream(table, "GET /api/x", "Host: shop.test:8080\r\n") == "host")
        #expect(try upstream(table, "GET /api/x", "Host: SHOP.TEST\r\n") == "host")
        #expect(try upstream(table, "GET /api/x", "Host: other\r\n") == "any")
        #expect(try upstream(table, "GET /api/x", "Host: [::1]:80\r\n") == "port")
        #expect(try upstream(table, "GET /x", "Host: other\r\n") == nil)
    }

    @Test func `a host without a fitting route falls back to any`() throws {
        let table = try table([route("/only", "host", host: "a"), route("/*", "any")])
        #expect(try upstream(table, "GET /else") == "any")
    }

    @Test func `a method that does not fit leaves the request to the next route`() throws {
        let table = try table([
            route("/api/*", "reads", methods: [.get, .head]), route("/api/*", "writes", methods: [.post]),
            route("/*", "rest"),
        ])
        #expect(try upstream(table, "GET /api/x") == "reads")
        #expect(try upstream(table, "POST /api/x") == "writes")
        #expect(try upstream(table, "DELETE /api/x") == "rest")
        #expect(try upstream(table, "PROPFIND /api/x") == "rest")
    }

    @Test func `fields decide among routes of one path`() throws {
        let table = try table([
            route("/*", "two", fields: [.init(name: "x-version", value: "2")]),
            route("/*", "some", fields: [.init(name: "x-version")]), route("/*", "none"),
        ])
        #expect(try upstream(table, "GET /", "Host: a\r\nX-Version: 2\r\n") == "two")
        #expect(try upstream(table, "GET /", "Host: a\r\nx-version: 3\r\n") == "some")
        #expect(try upstream(table, "GET /") == "none")
    }

    @Test func `weights share clients out, and each stays where it is`() {
        let targets = WeightedTargets([(0, 90), (1, 10), (2, 0)])
        var counts = [0, 0, 0]
        for client in 0..<10_000 {
            let number = WeightedTargets.number(of: "client \(client)".utf8)
            counts[targets.target(of: number)] += 1
            #expect(targets.target(of: number) == targets.target(of: number))
        }
        #expect((8_800...9_200).contains(counts[0]) && counts[2] == 0, "\(counts)")
        #expect(WeightedTargets([(3, 1)]).single == 3 && targets.single == nil)
    }

    @Test func `a client of a canary stays in it when the canary grows`() {
        let small = WeightedTargets([(1, 5), (0, 95)]), large = WeightedTargets([(1, 50), (0, 50)])
        for client in 0..<2_000 {
            let number = WeightedTargets.number(of: "client \(client)".utf8)
            if small.target(of: number) == 1 { #expect(large.target(of: number) == 1) }
        }
    }
}
