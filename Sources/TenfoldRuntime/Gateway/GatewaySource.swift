import TenfoldConfiguration
package import TenfoldGateway

/// Where a gateway's description is read, at its start and whenever the file changes.
package struct GatewaySource: Sendable {
    /// The file that is watched.
    package let path: String
    /// Reads it; throws everything that is wrong in it.
    package let load: @Sendable () throws -> GatewayOptions

    package init(path: String, load: @escaping @Sendable () throws -> GatewayOptions) {
        self.path = path
        self.load = load
    }

    /// A file of its own.
    ///
    /// - Parameter change: is applied to what the file says.
    package static func file(
        _ path: String, change: @escaping @Sendable (inout GatewayOptions) -> Void = { _ in }
    ) -> GatewaySource {
        GatewaySource(path: path) {
            var options = try GatewayFile.load(path)
            change(&options)
            return options
        }
    }
}

/// What a gateway has from who started it.
package struct GatewayInheritance: Sendable {
    /// Sockets that already listen on the public port; they take the place of `listen`.
    package var sockets: [CInt] = []
    /// Whether another process may have the admin port too: in a rolling restart the next one starts beside this.
    package var sharesAdminPort = false

    package init() {}
}
