import Foundation
import NIOCore
import TenfoldHTTP
import TenfoldRuntime
import TenfoldTLS

/// TLS whose certificate is loaded anew when its files change.
struct WatchedTLS: WatchedTransport {
    let certificates: ReloadingCertificates
    let transport: TLSTransport

    func configure(
        _ channel: any Channel, addHandler: @escaping @Sendable (any Channel, ClientProtocol) throws -> Void
    ) throws {
        try transport.configure(channel, addHandler: addHandler)
    }

    func drain(on loop: any EventLoop) { transport.drain(on: loop) }

    func checkFiles() { certificates.check(now: Int(Date().timeIntervalSince1970)) }
}
