import TenfoldCore

/// Reads one JSON Web Key.
enum JWKReading {
    enum Outcome {
        case key(JWKSet.Key)
        case ignored(JWKSet.Ignored)
    }

    static func read(_ element: JSONValue, for algorithms: Set<TokenAlgorithm>) -> Outcome {
        do {
            return .key(try key(element, for: algorithms))
        } catch {
            return .ignored(error.reason)
        }
    }

    private struct LeftOut: Error {
        let reason: JWKSet.Ignored
        init(_ reason: JWKSet.Ignored) { self.reason = reason }
    }

    private static func key(
        _ element: JSONValue, for algorithms: Set<TokenAlgorithm>
    ) throws(LeftOut) -> JWKSet.Key {
        guard case .object(let members) = element else { throw LeftOut(.malformed) }
        guard verifies(members) else { throw LeftOut(.use) }
        let material = try Self.material(members)
        try checkAlgorithm(members["alg"], of: material, among: algorithms)
        switch material.fault {
        case .weak: throw LeftOut(.weak)
        case .malformed: throw LeftOut(.malformed)
        case nil: return JWKSet.Key(id: try id(members["kid"]), material: material)
        }
    }

    /// RFC 7517, sections 4.2 and 4.3.
    private static func verifies(_ members: [String: JSONValue]) -> Bool {
        if let use = members["use"], use != .text("sig") { return false }
        guard let uses = members["key_ops"] else { return true }
        guard case .list(let operations) = uses else { return false }
        return operations.contains(.text("verify"))
    }

    private static func material(_ members: [String: JSONValue]) throws(LeftOut) -> KeyMaterial {
        guard case .text(let kind)? = members["kty"] else { throw LeftOut(.malformed) }
        if kind == "oct" { return .secret(try bytes(members["k"])) }
        guard members["d"] == nil else { throw LeftOut(.exposed) }
        switch (kind, members["crv"]) {
        case ("RSA", _): return .rsa(modulus: try bytes(members["n"]), exponent: try bytes(members["e"]))
        case ("EC", .text("P-256")):
            let (x, y) = (try bytes(members["x"]), try bytes(members["y"]))
            guard x.count == 32, y.count == 32 else { throw LeftOut(.malformed) }
            return .p256(x + y)
        case ("OKP", .text("Ed25519")): return .ed25519(try bytes(members["x"]))
        default: throw LeftOut(.kind)
        }
    }

    private static func checkAlgorithm(
        _ name: JSONValue?, of material: KeyMaterial, among algorithms: Set<TokenAlgorithm>
    ) throws(LeftOut) {
        guard algorithms.contains(material.algorithm) else { throw LeftOut(.algorithm) }
        guard let name else { return }
        guard name == .text(material.algorithm.rawValue) else { throw LeftOut(.algorithm) }
    }

    private static func id(_ value: JSONValue?) throws(LeftOut) -> String? {
        guard let value else { return nil }
        guard case .text(let id) = value, !id.isEmpty, id.utf8.count <= JWKSet.longestID else {
            throw LeftOut(.malformed)
        }
        return id
    }

    private static func bytes(_ value: JSONValue?) throws(LeftOut) -> [UInt8] {
        guard case .text(let text)? = value, let bytes = Base64URL.decode(Array(text.utf8)[...]), !bytes.isEmpty
        else { throw LeftOut(.malformed) }
        return bytes
    }
}
