import FoundationEssentials
import TenfoldConfiguration
import TenfoldRuntime
import Testing

/// The page and the example that people read say what the code does.
@Suite struct StageDocumentationTests {
    private let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `the tables of the page are the keys of the code, in order`() throws {
        let page = try String(contentsOf: root.appending(path: "docs/concepts/stages.md"), encoding: .utf8)
        let start = try #require(page.firstRange(of: "## Keys of a stage"))
        let rows = page[start.upperBound...].split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false)[1...3]
                .map { String($0).trimmingPrefix { $0 == " " }.reversed().drop { $0 == " " }.reversed() }
                .map { String($0) }
        }
        let keys = StageKeys.ofStage + StageKeys.ofService + StageKeys.ofLimits
        let expected = keys.map { key in
            [
                "`\(key.name)`", key.fallback?.replacing("<", with: "\\<").replacing(">", with: "\\>") ?? "",
                key.expected,
            ]
        }
        #expect(rows == expected)
    }

    @Test func `the defaults of the page are those of the code`() throws {
        let text = StageFixture.small(
            "port: 8080", "        port: 8080\n        replicas: 1\n        host: 127.0.0.1\n        admin-port: 9090"
        ).replacing(
            "    services:",
            with: """
                    data: sqlite:shop-data
                    cache: "memory:"
                    events: "embedded:"
                    limits: { request-timeout: 30s, shutdown-grace: 20s, event-attempts: 8, body-bytes: 1MiB }
                    services:
                """)
        let spelled = try StageFixture.stages(text)
        let silent = try StageFixture.stages(StageFixture.small)
        #expect(String(reflecting: spelled) == String(reflecting: silent))
    }

    @Test func `Shop's file is valid, and as the page tells it`() throws {
        let bytes = try Data(contentsOf: root.appending(path: "Examples/Shop/tenfold.yaml"))
        let stages = try StageFile.stages(in: Array(bytes), path: "tenfold.yaml", StageFixture.request())
        let stage = try #require(stages.first { $0.name == "services" })
        #expect(stage.services.map(\.name) == ["edge", "accounts", "sales", "messaging"])
        #expect(stage.services.map(\.replicas) == [1, 2, 2, 2])
        #expect(stage.services.map(\.modules) == [[], ["accounts"], ["catalog", "orders"], ["email", "analytics"]])
        #expect(stage.services[2].endpoints.map(\.description) == ["127.0.0.1:7120", "127.0.0.1:7121"])
    }
}
