import Foundation

/// nginx in the foreground with a worker a core: as a proxy, and as the server behind all proxies.
struct Nginx {
    private let executable: String
    private let version: String

    init() throws {
        executable = try Tool.path(of: "nginx")
        version = Tool.line([executable, "-v"])?.split(separator: "/").last.map(String.init) ?? "?"
    }

    /// - Parameter http: the lines of its http block, for a port and a folder of its own.
    func contestant(_ http: @escaping (_ port: Int, _ folder: String) throws -> String) -> Contestant {
        Contestant(name: "nginx", version: version) { [executable] port, _ in
            let folder = try Workspace.shared.newFolder("nginx")
            let file = "\(folder)/nginx.conf"
            try Self.text(folder, http: http(port, folder)).write(toFile: file, atomically: true, encoding: .utf8)
            return [executable, "-p", folder, "-e", "\(folder)/error.log", "-c", file]
        }
    }

    /// Kept connections are never counted out, nothing is logged.
    private static func text(_ folder: String, http: String) -> String {
        """
        daemon off;
        user \(NSUserName());
        worker_processes \(Machine.cores);
        pid \(folder)/pid;
        events { worker_connections 16384; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          tcp_nodelay on;
          keepalive_timeout 300s;
          keepalive_requests 1000000000;
          client_body_temp_path \(folder)/body;
          proxy_temp_path \(folder)/proxy;
          fastcgi_temp_path \(folder)/fastcgi;
          uwsgi_temp_path \(folder)/uwsgi;
          scgi_temp_path \(folder)/scgi;
        \(http)
        }
        """
    }
}

/// nginx as a proxy.
struct NginxProxy {
    let nginx: Nginx
    let upstreamPort: Int

    /// Bodies go on as they come.
    func plain() -> Contestant {
        nginx.contestant { [self] port, _ in proxy(port, location: "proxy_request_buffering off;") }
    }

    /// Bodies go on as they come, through larger buffers than the usual ones, and never over the disk.
    func largeBodies() -> Contestant {
        nginx.contestant { [self] port, _ in
            proxy(
                port,
                location: """
                    proxy_request_buffering off;
                    client_max_body_size 0;
                    client_body_buffer_size 256k;
                    proxy_buffer_size 64k;
                    proxy_buffers 8 64k;
                    proxy_busy_buffers_size 256k;
                    proxy_max_temp_file_size 0;
                    """)
        }
    }

    /// Its cache in memory, its files kept open; what is so small costs less copied than by `sendfile`.
    func cache() -> Contestant {
        nginx.contestant { [self] port, _ in
            let folder = try Workspace.shared.newMemoryFolder("nginx-cache")
            let store = """
                proxy_cache_path \(folder) levels=1:2 keys_zone=answers:16m max_size=256m inactive=1h use_temp_path=off;
                open_file_cache max=10000 inactive=1h;
                open_file_cache_valid 1h;

                """
            return store + proxy(port, location: "proxy_cache answers; sendfile off;")
        }
    }

    private func proxy(_ port: Int, location: String) -> String {
        """
        upstream app {
          server 127.0.0.1:\(upstreamPort);
          keepalive 256;
          keepalive_requests 1000000000;
          keepalive_timeout 300s;
        }
        server {
          listen 127.0.0.1:\(port) reuseport backlog=4096;
          location / {
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            \(location)
          }
        }
        """
    }
}
