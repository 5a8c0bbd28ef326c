import Foundation

/// The proxies that the gateway is compared with, each with as many workers as there are cores, without an access log,
/// and as its documentation has it in production. All set `X-Forwarded-For`, `-Proto` and `-Host`.
struct ProxyPeers {
    let upstreamPort: Int

    /// Those that pass a request on, and can be had here.
    func plain() -> [Contestant] {
        Contestant.available([
            { NginxProxy(nginx: try Nginx(), upstreamPort: upstreamPort).plain() }, haproxy,
            { try Envoy(upstreamPort: upstreamPort).contestant() }, caddy,
        ])
    }

    /// Those that check a token and a limit first.
    func guarded(by token: AccessToken) -> [Contestant] {
        Contestant.available([{ try Envoy(upstreamPort: upstreamPort, token: token).contestant() }])
    }

    /// Those that answer from a cache.
    func caching() -> [Contestant] {
        Contestant.available([
            { NginxProxy(nginx: try Nginx(), upstreamPort: upstreamPort).cache() }, varnish,
        ])
    }

    /// One process with a thread a core, which share the connections to the upstream.
    private func haproxy() throws -> Contestant {
        let executable = try Tool.path(of: "haproxy")
        let version = Tool.line([executable, "-v"])?.split(separator: " ").dropFirst(2).first ?? "?"
        return Contestant(name: "HAProxy", version: "\(version)") { [upstreamPort] port, _ in
            let text = """
                global
                  nbthread \(Machine.cores)
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 300s
                  timeout server 300s
                  http-reuse always
                frontend front
                  bind 127.0.0.1:\(port)
                  option forwardfor
                  http-request set-header X-Forwarded-Proto http
                  http-request set-header X-Forwarded-Host %[req.hdr(host)]
                  default_backend app
                backend app
                  server app 127.0.0.1:\(upstreamPort) pool-max-conn 1024

                """
            return [executable, "-db", "-q", "-f", try Self.file("haproxy.cfg", text)]
        }
    }

    /// With its default GOMAXPROCS.
    private func caddy() throws -> Contestant {
        let executable = try Tool.path(of: "caddy")
        let version = Tool.line([executable, "version"])?.split(separator: " ").first ?? "?"
        // What it would write to its user's home.
        let home = try Workspace.shared.newFolder("caddy-home")
        var peer = Contestant(name: "Caddy", version: "\(version)") { [upstreamPort] port, _ in
            let text = """
                {
                  admin off
                  auto_https off
                  log {
                    level ERROR
                  }
                }
                http://:\(port) {
                  bind 127.0.0.1
                  reverse_proxy 127.0.0.1:\(upstreamPort) {
                    transport http {
                      compression off
                      keepalive 5m
                      keepalive_idle_conns 1024
                      keepalive_idle_conns_per_host 256
                    }
                  }
                }

                """
            return [executable, "run", "--adapter", "caddyfile", "--config", try Self.file("Caddyfile", text)]
        }
        peer.environment = ["HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home]
        return peer
    }

    /// Its working folder and its objects in memory, as its documentation recommends.
    private func varnish() throws -> Contestant {
        let executable = try Tool.path(of: "varnishd")
        let version = Tool.line([executable, "-V"])?.split { $0 == "-" || $0 == " " }.dropFirst(2).first ?? "?"
        return Contestant(name: "Varnish", version: "\(version)") { [upstreamPort] port, _ in
            let text = """
                vcl 4.1;
                backend app { .host = "127.0.0.1"; .port = "\(upstreamPort)"; }

                """
            return [
                executable, "-F", "-j", "none", "-n", try Workspace.shared.newMemoryFolder("varnish"), "-a",
                "127.0.0.1:\(port)", "-s", "malloc,256m", "-f", try Self.file("app.vcl", text),
            ]
        }
    }

    private static func file(_ name: String, _ text: String) throws -> String {
        let file = "\(try Workspace.shared.newFolder("proxy"))/\(name)"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
