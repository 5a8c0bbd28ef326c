import TenfoldCore

/// A token in the compact form of RFC 7515, section 3.1, taken apart. Nothing in it is to be believed yet.
///
/// `jku`, `jwk`, `x5u`, `x5c` and whatever else the header says of keys is not even read: keys come from the
/// configuration alone (RFC 8725, sections 3.1 and 3.10).
struct UnverifiedToken {
    /// As its header writes it.
    let algorithm: String
    let keyID: String?
    let claims: [String: JSONValue]
    /// What the signature is for.
    let signed: ArraySlice<UInt8>
    let signature: [UInt8]

    /// Lists and objects inside of each other. A header is flat but for keys, which nobody reads.
    static let headerDepth = 8
    static let claimsDepth = 16
    static let longestKeyID = 256

    init(_ token: [UInt8]) throws(TokenRefusal) {
        let dot = UInt8(ascii: ".")
        guard let first = token.firstIndex(of: dot), let second = token[(first + 1)...].firstIndex(of: dot),
            let signature = Base64URL.decode(token[(second + 1)...]), !signature.isEmpty
        else { throw TokenRefusal(.malformed) }
        let header = try Self.object(token[..<first], depth: Self.headerDepth)
        guard header["crit"] == nil else { throw TokenRefusal(.critical) }
        guard case .text(let algorithm)? = header["alg"] else { throw TokenRefusal(.algorithm) }
        self.algorithm = algorithm
        self.keyID = try Self.keyID(header)
        self.claims = try Self.object(token[(first + 1)..<second], depth: Self.claimsDepth)
        self.signed = token[..<second]
        self.signature = signature
    }

    private static func keyID(_ header: [String: JSONValue]) throws(TokenRefusal) -> String? {
        guard let value = header["kid"] else { return nil }
        guard case .text(let id) = value, id.utf8.count <= longestKeyID else { throw TokenRefusal(.malformed) }
        return id
    }

    private static func object(_ part: ArraySlice<UInt8>, depth: Int) throws(TokenRefusal) -> [String: JSONValue] {
        guard let bytes = Base64URL.decode(part),
            case .object(let members)? = try? StreamingJSON.decode(JSONValue.self, from: bytes, depthLimit: depth)
        else { throw TokenRefusal(.malformed) }
        return members
    }
}
