package import TenfoldCore

/// Which requests go to which upstream, and what holds for them on the way.
package struct ProxyRoute: Sendable, Hashable {
    /// The host that requests name, in lower case, without its port; nil for any.
    package var host: String?
    /// `/api` for that path alone, `/api/*` for it and all below it, `/*` for everything.
    package var path: String
    /// Nil for any method, also those that no router of modules knows.
    package var methods: Set<HTTPMethod>?
    /// Fields that the request must have, all of them.
    package var fields: [FieldMatch] = []
    /// Where they go; one of them for each request, by its weight.
    package var targets: [Target]
    /// Requests go where the module is that declares what they ask for, instead of to `targets`.
    package var leadsToModules = false
    /// By what a client stays with its target, where there are several.
    package var sticky = StickyChoice.address
    /// Cut from the front of the path.
    package var strip = ""
    /// Put before the path, once `strip` is cut.
    package var prefix = ""
    /// Gets a copy of the route's requests, and its answers are dropped.
    package var mirror: Mirror?
    /// Until the upstream's answer has begun; beyond it 504.
    package var timeout: Duration = .seconds(30)
    /// The body; beyond it 413. Nil: as long as it likes.
    package var bodyBytes: Int?
    package var policies = RoutePolicies()

    package init(path: String, targets: [Target]) {
        self.path = path
        self.targets = targets
    }

    package init(path: String, upstream: String) { self.init(path: path, targets: [Target(upstream: upstream)]) }

    /// A part of a route's requests.
    package struct Target: Sendable, Hashable {
        package var upstream: String
        /// 0 gets none.
        package var weight: Int

        package init(upstream: String, weight: Int = 1) {
            self.upstream = upstream
            self.weight = weight
        }
    }

    /// A field that a request has to have.
    package struct FieldMatch: Sendable, Hashable {
        /// In lower case.
        package var name: String
        /// As a whole, byte for byte; nil for any.
        package var value: String?

        package init(name: String, value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    package struct Mirror: Sendable, Hashable {
        package var upstream: String
        /// Of a hundred requests, how many are copied.
        package var percent: Int

        package init(upstream: String, percent: Int = 100) {
            self.upstream = upstream
            self.percent = percent
        }
    }

    /// For logs and metrics: the host and the path.
    package var label: String { (host ?? "") + path }
}

/// By what a client is known again, so that it stays with the same part of a canary.
package enum StickyChoice: Sendable, Hashable {
    /// Its address.
    case address
    /// Who it is; its address where nobody knows.
    case principal
    /// A field of its requests, named in lower case; its address where it sends none.
    case field(String)
    /// By nothing: each request is drawn anew.
    case none
}
