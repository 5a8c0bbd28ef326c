package import TenfoldCore

/// Where the keys come from that tokens are verified by.
package enum KeySource: Sendable {
    /// For HS256: at least 32 bytes, known to the issuer and here alone.
    case secret(Secret<[UInt8]>, id: String? = nil)
    /// A file with a public key in PEM: RSA, P-256 or Ed25519.
    case publicKeyFile(String, id: String? = nil)
    /// A file with a JWK set.
    case keySetFile(String)
    /// A JWK set that the issuer publishes.
    ///
    /// `plainHTTP` allows `http:` to other hosts than this machine: whoever sits between could then give us keys of
    /// their own.
    case keySetURL(String, plainHTTP: Bool = false)

    /// Reads a file whole: its path, and how many bytes it may have at most. Throws an error whose text goes on from
    /// "it", for instance "does not exist".
    package typealias ReadFile = (_ path: String, _ most: Int) throws -> [UInt8]

    /// The keys of a source that is here already; none for a URL.
    func keys(for algorithms: Set<TokenAlgorithm>?, reading read: ReadFile) async throws(Fault) -> [VerificationKey] {
        switch self {
        case .secret(let secret, let id):
            guard !secret.exposed.starts(with: Array("-----BEGIN".utf8)) else {
                throw unusable("it is a key in PEM: name its file as a public key")
            }
            return [try await key(id, .secret(secret.exposed), for: algorithms)]
        case .publicKeyFile(let path, let id):
            let text = String(decoding: try bytes(path, KeyMaterial.longestPEM, read), as: UTF8.self)
            let material: KeyMaterial
            do { material = try KeyMaterial.publicKey(pem: text) } catch { throw unusable("\(error)") }
            return [try await key(id, material, for: algorithms)]
        case .keySetFile(let path):
            return try await keys(
                ofSet: try bytes(path, JWKSet.longestDocument, read), for: algorithms ?? TokenAlgorithm.asymmetric)
        case .keySetURL: return []
        }
    }

    private func bytes(_ path: String, _ most: Int, _ read: ReadFile) throws(Fault) -> [UInt8] {
        do {
            let bytes = try read(path, most)
            guard bytes.count <= most else { throw unusable("it is larger than \(most) bytes") }
            return bytes
        } catch let fault as Fault {
            throw fault
        } catch {
            throw unusable("it \(error)")
        }
    }

    private func key(
        _ id: String?, _ material: KeyMaterial, for algorithms: Set<TokenAlgorithm>?
    ) async throws(Fault) -> VerificationKey {
        if let algorithms, !algorithms.contains(material.algorithm) {
            throw unusable("it is a key for \(material.algorithm.rawValue), which is not allowed")
        }
        if let id, id.isEmpty || id.utf8.count > JWKSet.longestID {
            throw unusable("its id must have 1 to \(JWKSet.longestID) bytes")
        }
        do {
            return try await VerificationKey.make(id: id, material)
        } catch {
            throw unusable("\(error)")
        }
    }

    private func keys(
        ofSet document: [UInt8], for algorithms: Set<TokenAlgorithm>
    ) async throws(Fault) -> [VerificationKey] {
        let set: JWKSet
        do { set = try JWKSet(document, for: algorithms) } catch { throw unusable("\(error)") }
        let (keys, _) = await set.verificationKeys()
        guard !keys.isEmpty else {
            let names = algorithms.map(\.rawValue).sorted().joined(separator: ", ")
            throw unusable("it has no key that can verify \(names)")
        }
        return keys
    }

    func unusable(_ reason: String) -> Fault { Fault(.credentialsUnusable, "\(self): \(reason)") }
}

extension KeySource: CustomStringConvertible {
    /// Never the secret.
    package var description: String {
        switch self {
        case .secret: "the secret for tokens"
        case .publicKeyFile(let path, _): "the public key \(path)"
        case .keySetFile(let path): "the key set \(path)"
        case .keySetURL(let url, _): "the key set at \(url)"
        }
    }
}
