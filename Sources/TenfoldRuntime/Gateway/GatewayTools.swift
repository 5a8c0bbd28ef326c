package import TenfoldGateway
package import TenfoldHTTP
package import TenfoldIdentity

/// What a gateway needs beyond what every app is built with: TLS.
package protocol GatewayTools: Sendable {
    /// TLS with the certificate and key of these files.
    ///
    /// - Throws: an error that says what is wrong with them.
    func transport(_ files: GatewayOptions.TLSFiles) throws -> any WatchedTransport

    /// The document of a URL.
    func fetch(_ url: String) async throws -> FetchedDocument
}

/// A transport whose files may change.
package protocol WatchedTransport: ClientTransport {
    /// Looks whether they have, and takes them over. To be called every few seconds, and never on a loop.
    func checkFiles()
}
