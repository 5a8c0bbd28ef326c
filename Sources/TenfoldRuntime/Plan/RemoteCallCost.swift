/// What a call adds when it goes over the network instead of staying in its process. Expectations for an unloaded
/// system; what it really takes is in the callers' metrics.
package enum RemoteCallCost {
    /// Reading, decoding, encoding and writing on both sides, which loopback's way through the kernel is part of.
    ///
    /// Source: docs/benchmarks.md, "A product as JSON": 28,647 requests a CPU second, so 35 µs for one side.
    package static let work = Duration.microseconds(70)

    /// The way there and back between two machines of one data centre.
    ///
    /// Source: J. Dean, "Designs, Lessons and Advice from Building Large Distributed Systems", LADIS 2009, "Numbers
    /// everyone should know": 500,000 ns.
    package static let roundTrip = Duration.microseconds(500)

    /// One call to a service that is reached there.
    static func perCall(to service: Service) -> Duration {
        service.endpoints.allSatisfy { ServicePlace.isThisMachine($0.host) } ? work : work + roundTrip
    }
}

/// Where a service is, as far as its addresses tell.
enum ServicePlace {
    static func isThisMachine(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// The machines of a service: its addresses' hosts, all of loopback being one.
    static func machines(of service: Service) -> Set<String> {
        Set(service.endpoints.map { isThisMachine($0.host) ? "127.0.0.1" : $0.host })
    }
}
