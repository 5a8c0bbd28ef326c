import TenfoldConfiguration
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldGateway

@Suite struct GatewayFileTests {
    private func options(_ text: String) throws(ConfigFaults) -> GatewayOptions {
        try GatewayFile.options(of: Array(text.utf8), path: "gateway.yaml")
    }

    /// What is wrong with a text.
    private func faults(_ text: String) -> [String] {
        do throws(ConfigFaults) {
            _ = try options(text)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    private let small = """
        gateway:
          upstreams:
            app: { servers: [127.0.0.1:9001] }
          routes:
            - path: /*
              upstream: app

        """

    @Test func `the file of the documentation is read`() throws {
        let options = try options(
            """
            gateway:
              listen: 127.0.0.1:8000
              admin: 127.0.0.1:9000
              upstreams:
                python:
                  servers: [127.0.0.1:9001, "[::1]:9002"]
              routes:
                - path: /api/*
                  upstream: python
                  strip: /api
                  rate: { limit: 100, per: 1s, burst: 200, by: address }
            """)
        #expect(options.listen == HTTPEndpoint(host: "127.0.0.1", port: 8000))
        #expect(options.proxy.upstreams[0].servers[1] == HTTPEndpoint(host: "::1", port: 9002))
        let route = options.proxy.routes[0]
        #expect(route.path == "/api/*" && route.strip == "/api" && route.bodyBytes == 1 << 20)
        #expect(
            route.policies.rates == [
                RateRule(limit: .init(count: 100, period: .seconds(1), burst: 200), subject: .address)
            ])
    }

    @Test func `every key of a route is read`() throws {
        let options = try options(
            """
            gateway:
              access-log: off
              trusted-proxies: [10.0.0.0/8]
              limits: { connections: 7, stall-timeout: 5s }
              tls: { certificate: a.pem, key: b.pem }
              identities:
                main:
                  jwt: { issuer: https://i, audiences: shop, keys: "https://i/jwks", algorithms: [ES256], plan-claim: plan }
                partners: { api-keys: keys.txt }
              upstreams:
                stable: { servers: [a:1], attempts: 2, connections: 3, adaptive-limit: on }
                canary: { servers: [b:1] }
              routes:
                - path: /v1/*
                  host: Shop.Test
                  methods: [GET]
                  headers: { X-Version: "2", X-Any: "*" }
                  split: { stable: 95, canary: 5 }
                  sticky: header:X-Account
                  strip: /v1
                  prefix: /api
                  mirror: { upstream: canary, percent: 10 }
                  timeout: 5s
                  body-bytes: 10MiB
                  rate:
                    - { limit: 10, by: principal, plans: { gold: { limit: 100 } } }
                    - { limit: 1000, per: 1m, by: route }
                  require: [main, partners]
                  scopes: [orders:read]
                  allow: [192.0.2.0/24]
                  deny: [192.0.2.1]
                  cors: { origins: ["https://app"], headers: [X-A], credentials: on }
            """)
        let proxy = options.proxy
        #expect(!proxy.logsRequests && proxy.trustedProxies.count == 1 && proxy.limits.client.connections == 7)
        #expect(options.tls == .init(certificate: "a.pem", key: "b.pem") && proxy.limits.stallTimeout == .seconds(5))
        #expect(options.identities.count == 2 && proxy.upstreams[0].limits.attempts == 2)
        #expect(proxy.upstreams[0].limits.isAdaptive)
        let route = proxy.routes[0]
        #expect(route.host == "shop.test" && route.methods == [.get] && route.sticky == .field("x-account"))
        #expect(route.fields == [.init(name: "x-version", value: "2"), .init(name: "x-any")])
        #expect(route.targets == [.init(upstream: "stable", weight: 95), .init(upstream: "canary", weight: 5)])
        #expect(route.prefix == "/api" && route.mirror == .init(upstream: "canary", percent: 10))
        #expect(route.policies.identity?.scopes == ["orders:read"] && route.policies.cors?.allowsCredentials == true)
        #expect(route.policies.rates.count == 2 && route.policies.rates[0].plans["gold"]?.count == 100)
    }

    @Test(arguments: [
        ("upstream: app", "upstream: ap", "goes to upstream \"ap\", which is not there; did you mean \"app\"?"),
        ("upstream: app", "upstraem: app", "unknown key \"upstraem\" in route \"/*\"; did you mean \"upstream\"?"),
        ("path: /*", "path: api", "expected a path that begins with /"),
        ("path: /*", "path: /a/../b", "expected a path that begins with /"),
        ("path: /*", "path: /a%20b", "expected a path that begins with /"),
        ("[127.0.0.1:9001]", "[127.0.0.1]", "expected a list of addresses"),
        ("[127.0.0.1:9001]", "[]", "has no server"),
        ("[127.0.0.1:9001]", "[a:1, a:1]", "has a:1 twice"),
        ("upstream: app", "upstream: app\n      strip: /api", "the path does not begin with \"/api\""),
        ("upstream: app", "upstream: app\n      split: { app: 1 }", "both \"upstream\" and \"split\""),
        ("upstream: app", "split: { app: 0 }", "at least one weight must not be 0"),
        ("upstream: app", "upstream: app\n      require: main", "requires identity \"main\", which is not there"),
        ("upstream: app", "upstream: app\n      scopes: [a]", "needs \"require\""),
        ("upstream: app", "upstream: app\n      rate: { per: 1s }", "has no \"limit\""),
        ("upstream: app", "upstream: app\n      rate: { limit: 5, by: me }", "expected address, principal"),
        ("upstream: app", "upstream: app\n      allow: [10.0.0.1/8]", "expected a list of addresses or ranges"),
        (
            "upstream: app", "upstream: app\n      cors: { origins: [\"*\"], credentials: on }",
            "cannot allow credentials to all origins"
        ),
        ("upstream: app", "upstream: app\n    - path: /*\n      upstream: app", "is there already"),
        ("gateway:", "gateway:\n  identities: { a: {} }", "has either \"jwt\" or \"api-keys\""),
        (
            "gateway:", "gateway:\n  identities: { a: { jwt: { issuer: i, audiences: [], keys: k } } }",
            "names no audience"
        ),
        ("gateway:", "gateway:\n  tls: { certificate: a }", "tls has no \"key\""),
        ("gateway:", "gateway:\n  listen: 8000", "expected an address and a port"),
    ])
    func `a wrong file is refused with where and why`(right: String, wrong: String, fault: String) throws {
        let text = small.replacing(right, with: wrong)
        #expect(text != small)
        let found = faults(text)
        #expect(found.contains { $0.contains(fault) && $0.hasPrefix("gateway.yaml:") }, "\(found)")
    }

    @Test func `all that is wrong is told at once`() {
        #expect(faults("gateway: { listen: x, routes: [{ path: a }], upstreams: { A: {} } }").count >= 4)
        #expect(faults("") == ["gateway.yaml: the file is empty"])
        #expect(faults("gatway: {}").first?.contains("did you mean \"gateway\"?") == true)
    }
}
