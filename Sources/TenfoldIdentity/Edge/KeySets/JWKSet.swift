import TenfoldCore

/// The keys of a JWK set that verify tokens (RFC 7517, section 5; RFC 7518, section 6; RFC 8037, section 2).
///
/// What cannot be used is left out and counted, as section 5 asks, so that one odd key takes none of the others away.
struct JWKSet: Sendable {
    struct Key: Hashable, Sendable {
        let id: String?
        let material: KeyMaterial
    }

    /// Why a key was left out: a bounded set, for a label of metrics.
    enum Ignored: String, CaseIterable, Sendable {
        case kind
        case algorithm
        /// It is for encryption, or not for verifying.
        case use
        case weak
        case malformed
        /// Its private part is published, so that anybody can sign by it.
        case exposed
    }

    /// Why a document is no key set.
    struct Unusable: Error, Hashable, Sendable, CustomStringConvertible {
        let description: String
    }

    static let longestDocument = 262_144
    static let longestID = UnverifiedToken.longestKeyID
    private static let depth = 16

    let keys: [Key]
    let ignored: [Ignored: Int]

    /// - Parameter algorithms: keys for others are left out; secrets (`oct`) are taken only where HS256 is among them.
    init(_ document: [UInt8], for algorithms: Set<TokenAlgorithm>) throws(Unusable) {
        var keys: [Key] = []
        var ignored: [Ignored: Int] = [:]
        for element in try Self.elements(document) {
            switch JWKReading.read(element, for: algorithms) {
            case .key(let key): keys.append(key)
            case .ignored(let reason): ignored[reason, default: 0] += 1
            }
        }
        self.keys = keys
        self.ignored = ignored
    }

    /// The keys made ready, and what was left out in all: only now is a point known not to lie on its curve.
    func verificationKeys() async -> (keys: [VerificationKey], ignored: [Ignored: Int]) {
        var made: [VerificationKey] = []
        var ignored = self.ignored
        for key in keys {
            do {
                made.append(try await VerificationKey.make(id: key.id, key.material))
            } catch {
                ignored[.malformed, default: 0] += 1
            }
        }
        return (made, ignored)
    }

    private static func elements(_ document: [UInt8]) throws(Unusable) -> [JSONValue] {
        guard document.count <= longestDocument else {
            throw Unusable(description: "the key set has \(document.count) bytes, at most \(longestDocument) are read")
        }
        let value: JSONValue
        do {
            value = try StreamingJSON.decode(JSONValue.self, from: document, depthLimit: depth)
        } catch {
            throw Unusable(description: "the key set is no JSON, or has a key twice in an object")
        }
        guard case .object(let members) = value, case .list(let elements)? = members["keys"] else {
            throw Unusable(description: "the key set has no list of keys")
        }
        guard elements.count <= KeySet.mostKeys else {
            throw Unusable(
                description: "the key set has \(elements.count) keys, at most \(KeySet.mostKeys) are allowed")
        }
        return elements
    }
}
