package import NIOCore
import NIOSSL

/// TLS towards a server, whose certificate is checked against trust roots and its name. Made once, used for many
/// connections: reading the roots is slow.
package struct ClientTLS: Sendable {
    package enum TrustRoots: Sendable, Hashable {
        /// Those of the operating system.
        case system
        /// Those of a PEM file, and no others.
        case file(String)
    }

    private let context: NIOSSLContext

    /// Reads the roots. Blocks: never on a loop.
    ///
    /// - Throws: `TLSFault`.
    package init(trusting roots: TrustRoots = .system) throws(TLSFault) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = [TLSIdentity.http1]
        configuration.shutdownTimeout = .seconds(1)
        if case .file(let path) = roots {
            configuration.trustRoots = .certificates(try TLSIdentity.certificates(path))
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// Puts TLS at the front of a channel that is about to connect to that server, or has connected. What is written waits
    /// for the handshake.
    ///
    /// - Parameter serverName: a host's name, or an address; the certificate has to be for it.
    /// - Throws: `TLSFault` for what can be no server's name.
    package func addHandler(to channel: any Channel, serverName: String) throws {
        let isAddress = (try? SocketAddress(ipAddress: serverName, port: 0)) != nil
        let handler: NIOSSLClientHandler
        do {
            // An address is never sent as a name (RFC 6066, section 3): it is compared with the one connected to.
            handler = try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : serverName)
        } catch {
            throw TLSFault.unusable("\"\(serverName)\" is no name of a server")
        }
        try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    }
}
