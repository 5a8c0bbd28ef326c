import NIOCore
import TenfoldCore

/// The processes of a stage, as children of `up`.
struct StageChildren {
    let specifications: [ChildSpecification]

    /// - Parameters:
    ///   - arguments: what every child is told besides its own part.
    ///   - sockets: of the public port.
    init(app: String, stage: Stage, arguments: [String], executable: String, sockets: [Int32]) throws {
        var environment: [String: String] = [:]
        // Only the children know it, and only as long as they run.
        if stage.secret == nil { environment["TENFOLD_SECRET"] = RandomKey.make() + RandomKey.make() }
        specifications = stage.services.flatMap { service in
            (0..<service.replicas).map { replica in
                ChildSpecification(
                    name: "\(service.name)/\(replica)", executable: executable,
                    arguments: ["serve", "--service", service.name, "--replica", String(replica)] + arguments,
                    environment: environment, listeningSockets: service.port == nil ? [] : sockets,
                    isPublic: service.port != nil)
            }
        }
    }
}

/// The public port of a stage on this machine: opened by `up`, so that it outlives every process behind it.
struct PublicDoor {
    let sockets: ListeningSockets
    let address: String

    /// - Parameter port: nil takes the stage's.
    init(of stage: Stage, port: Int?) throws {
        guard let service = stage.publicServices.first, let ownPort = service.port else {
            throw Fault(.unavailable, "no service of stage \(stage.name) has a `port`, so nobody could reach it")
        }
        sockets = try ListeningSockets(
            host: service.host, port: port ?? ownPort, count: service.loops ?? System.coreCount)
        address = "http://\(HostText.inURL(service.host)):\(sockets.port)"
    }
}

/// Free ports in place of a stage's own.
enum FreeStagePorts {
    private static let tries = 200
    /// Below where the kernel takes ports for outgoing connections, so that none of those is in the way.
    private static let range = 20_000..<32_000

    /// As `path=value`, for `StageRequest.overrides`; those that are given stay.
    static func values(for stage: Stage, given: Set<String>) throws -> [String] {
        var taken: Set<Int> = []
        return try stage.services.flatMap { service in
            var values: [String] = []
            if service.internalPort != nil, !given.contains("services.\(service.name).internal-port") {
                let port = try first(of: service.replicas, on: service.host, besides: &taken)
                values.append("services.\(service.name).internal-port=\(port)")
            }
            let port = try first(of: service.replicas, on: service.host, besides: &taken)
            return values + ["services.\(service.name).admin-port=\(port)"]
        }
    }

    /// The first of `count` free ports in a row.
    private static func first(of count: Int, on host: String, besides taken: inout Set<Int>) throws -> Int {
        for _ in 0..<tries {
            let first = Int.random(in: range)
            let ports = first..<(first + count)
            guard taken.isDisjoint(with: ports),
                ports.allSatisfy({ (try? ListeningSockets(host: host, port: $0, count: 1)) != nil })
            else { continue }
            taken.formUnion(ports)
            return first
        }
        throw Fault(.unavailable, "no \(count) free ports in a row were found on \(host)")
    }
}

/// Hosts in addresses.
enum HostText {
    /// With brackets around an IPv6 address (RFC 3986, section 3.2.2).
    static func inURL(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
