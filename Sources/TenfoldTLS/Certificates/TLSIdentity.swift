import FoundationEssentials
import NIOCore
import NIOSSL

/// A certificate chain with its private key, checked, and ready to answer handshakes with.
struct TLSIdentity: Sendable {
    static let http2 = "h2"
    static let http1 = "http/1.1"
    /// A file beyond this is no certificate and no key. Bytes.
    static let largestFile = 1 << 20

    let context: NIOSSLContext
    /// The server's own certificate is valid from and until then, in seconds since 1970.
    let validFrom: Int
    let validUntil: Int

    /// Reads and checks both files. Blocks: never on a loop.
    ///
    /// - Throws: `TLSFault` with the file's name.
    init(certificateChain: String, privateKey: String) throws(TLSFault) {
        let chain = try Self.certificates(certificateChain)
        let key = try Self.key(privateKey)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        // What a client in HTTP/2 may refuse is not offered (RFC 9113, section 9.2.2).
        configuration.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
        configuration.applicationProtocols = [Self.http2, Self.http1]
        configuration.shutdownTimeout = .seconds(1)
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw .otherKey(privateKey, certificateChain)
        } catch {
            throw .unusable("\(error)")
        }
        guard let own = chain.first else { throw .unreadableCertificate(certificateChain) }
        validFrom = Int(own.notValidBefore)
        validUntil = Int(own.notValidAfter)
    }

    static func certificates(_ path: String) throws(TLSFault) -> [NIOSSLCertificate] {
        let bytes = try bytes(path)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), !chain.isEmpty else {
            throw .unreadableCertificate(path)
        }
        return chain
    }

    private static func key(_ path: String) throws(TLSFault) -> NIOSSLPrivateKey {
        let bytes = try bytes(path)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else { throw .unreadableKey(path) }
        return key
    }

    private static func bytes(_ path: String) throws(TLSFault) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= largestFile else {
            throw .missingFile(path)
        }
        return Array(data)
    }
}
