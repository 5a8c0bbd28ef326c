import Foundation

/// What stands behind the proxies: the cheapest that answers, and one of them for all.
enum ProxyUpstreams {
    /// So many bytes has an answer that may be cached.
    static let objectBytes = 1024
    static let objects = (1...100).map { "/objects/\($0)" }

    /// Has `/plaintext`, `/objects/…` that may be cached, `/text` worth compressing, and `/seen`, which tells the
    /// forwarding fields that came.
    static func small() throws -> Contestant {
        try Nginx().contestant { port, _ in
            """
            server {
              listen 127.0.0.1:\(port) reuseport backlog=4096;
              default_type text/plain;
              location = /plaintext { return 200 "Hello, World!"; }
              location = /seen { return 200 "$http_x_forwarded_for $http_x_forwarded_proto $http_x_forwarded_host"; }
              location = /text { return 200 "\(text)"; }
              location /objects/ {
                add_header Cache-Control "public, max-age=86400";
                return 200 "\(String(repeating: "0123456789abcdef", count: objectBytes / 16))";
              }
            }
            """
        }
    }

    /// Reads bodies of so many bytes, and answers with as many.
    static func bodies(bytes: Int) throws -> Contestant {
        let executable = try Workspace.shared.newFile("bodies")
        try Tool.run(
            ["go", "build", "-o", executable, "."],
            environment: ["GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GO111MODULE": "on"],
            folder: "\(Workspace.shared.peers)/bodies")
        return Contestant(name: "upstream", version: "Go net/http") { port, _ in [executable, "\(port)", "\(bytes)"] }
    }

    /// About 3,000 bytes; no two of its sentences are alike.
    static let text = (1...50).map { "Sentence \($0) of a text that can be made smaller, as most can." }
        .joined(separator: " ")

    /// Throws where a proxy does not tell its upstream who asked, as the others do.
    static func checkForwardedFields(through proxy: RunningContestant) throws {
        let seen = try HTTPConnection(port: proxy.port).ask("GET", "/seen")
        // Envoy tells an address of the machine's network for clients on loopback.
        let fields = seen.body.split(separator: " ", omittingEmptySubsequences: false)
        guard seen.status == 200, fields.count == 3, !fields[0].isEmpty, fields[1...] == ["http", "localhost"] else {
            throw Failure("\(proxy.name) forwards other X-Forwarded fields: \(seen.status) \(seen.body)")
        }
    }
}
