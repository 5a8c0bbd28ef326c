package import TenfoldConfiguration
package import TenfoldCore

/// A rung of the ladder, as `tenfold.yaml` describes it: which services there are, which modules each hosts, where they
/// listen, and which engines they share. A value that was checked whole: there is no half-valid stage.
package struct Stage: Sendable {
    /// Lower-case letters, digits and dashes.
    package var name: String
    package var data: DataEngine
    package var cache: CacheEngineChoice
    package var events: EventsEngine
    /// What the services of the stage prove themselves to each other with; nil where the stage sets none.
    package var secret: Secret<String>?
    /// What holds for every service that does not say otherwise.
    package var limits: StageLimits
    /// In the order of the file.
    package var services: [Service]

    /// The service that hosts a module.
    package func service(hosting module: String) -> Service? { services.first { $0.modules.contains(module) } }

    /// The service of a name. Throws `ConfigFaults` that names the nearest one and lists all.
    package func service(named name: String) throws(ConfigFaults) -> Service {
        if let service = services.first(where: { $0.name == name }) { return service }
        throw ConfigFaults(
            ConfigFault(
                .commandLine("--service"),
                "no service \(Quoted.text(name)) in stage \"\(self.name)\""
                    + NearestName.hint(for: name, among: services.map(\.name))))
    }

    /// Whether public requests come through a gateway, whose servers the other services are.
    package var hasGateway: Bool { services.contains { $0.gateway != nil } }

    /// The services that listen for the public.
    package var publicServices: [Service] { services.filter { $0.port != nil } }
}

/// The bounds of a service that operators tune. Those of the HTTP server that they do not are in `HTTPLimits`.
package struct StageLimits: Sendable, Equatable {
    /// How long a request may take; beyond it 504.
    /// Metric: `tenfold_http_limit_total{limit="request_time"}`.
    package var requestTimeout: Duration = .seconds(30)
    /// How long accepted requests may take to end when the service stops.
    /// Metric: `tenfold_http_requests_in_flight`.
    package var shutdownGrace: Duration = .seconds(20)
    /// How often an event is tried before its key is parked.
    /// Metric: `tenfold_events_parked_total`.
    package var eventAttempts = 8
    /// The body of a route that sets no bound of its own; beyond it 413.
    /// Metric: `tenfold_http_limit_total{limit="body_bytes"}`.
    package var bodyBytes = 1 << 20

    package init() {}
}
