import Foundation
import TenfoldGateway
import TenfoldHTTP
import TenfoldIdentity
import TenfoldRuntime
import TenfoldTLS

/// A server that has answered, but not with its document.
private struct UnusableDocument: Error, CustomStringConvertible {
    let status: Int
    var description: String { "the server answered with status \(status)" }
}

/// TLS for a gateway.
struct CommandTools: GatewayTools, GatewayToolsProvider {
    static let tools: any GatewayTools = CommandTools()

    func transport(_ files: GatewayOptions.TLSFiles) throws -> any WatchedTransport {
        let certificates = try ReloadingCertificates(
            certificateChain: files.certificate, privateKey: files.key, now: Int(Date().timeIntervalSince1970))
        return WatchedTLS(certificates: certificates, transport: TLSTransport(certificates))
    }

    func fetch(_ url: String) async throws -> TenfoldIdentity.FetchedDocument {
        let document = try await HTTPSFetch(try ClientTLS()).get(
            url, maxBytes: KeySetCache.longestDocument, within: .seconds(10))
        guard document.status == 200 else { throw UnusableDocument(status: document.status) }
        return TenfoldIdentity.FetchedDocument(bytes: document.body, maxAgeSeconds: nil)
    }
}
