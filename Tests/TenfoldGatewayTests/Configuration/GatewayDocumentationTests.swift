import Foundation
import TenfoldConfiguration
import Testing

@testable import TenfoldGateway

/// The page that people read has every key that the code has.
@Suite struct GatewayDocumentationTests {
    private static let sections: [(title: String, keys: [ConfigKeyRow])] = [
        ("gateway", GatewayKeys.ofGateway), ("tls", GatewayKeys.ofTLS), ("limits", GatewayKeys.ofLimits),
        ("an upstream", GatewayKeys.ofUpstream), ("a route", RouteKeys.ofRoute), ("mirror", RouteKeys.ofMirror),
        ("rate", RouteKeys.ofRate), ("cors", RouteKeys.ofCORS), ("cache", RouteKeys.ofCache),
        ("gzip", RouteKeys.ofGzip),
        ("an identity", RouteKeys.ofIdentity), ("jwt", RouteKeys.ofJWT),
    ]

    private var expected: String {
        Self.sections.map { section in
            let rows = section.keys.map { "| `\($0.name)` | \($0.fallback ?? "") | \($0.expected) |\n" }
            return "### \(section.title)\n\n| key | without it | takes |\n|---|---|---|\n" + rows.joined()
        }.joined(separator: "\n")
    }

    @Test func `the tables of the page are the keys of the code, in order`() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/operating/gateway.md"), encoding: .utf8)
        let start = try #require(page.firstRange(of: "### gateway"))
        #expect(String(page[start.lowerBound...]) == expected, "\(expected)")
    }

    @Test func `the example's file is valid`() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let options = try GatewayFile.load(root.appending(path: "Examples/Gateway/gateway.yaml").path)
        #expect(options.proxy.routes.map(\.label) == ["/api/*", "/*"])
    }
}
