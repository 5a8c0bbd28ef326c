import Foundation

/// A signed token as an issuer would give it to a client (RS256), and the issuer's public key as a JWKS.
struct AccessToken {
    static let issuer = "https://issuer.example"
    static let audience = "bench"
    private static let keyID = "bench"
    private static let lifetimeSeconds = 86_400

    let text: String
    let keySet: String

    init() throws {
        let openssl = try Tool.path(of: "openssl")
        let key = try Workspace.shared.newFile("issuer") + ".pem"
        try Tool.run(
            [openssl, "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key])
        keySet = try Self.keySet(openssl, key)
        let content = "\(Self.encoded(Self.head)).\(Self.encoded(Self.claims))"
        text = "\(content).\(Self.base64URL(try Self.signature(of: content, openssl, key)))"
    }

    /// Where the key set is read from.
    func keySetFile() throws -> String {
        let file = try Workspace.shared.newFile("jwks") + ".json"
        try keySet.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    private static let head = #"{"alg":"RS256","kid":"\#(keyID)","typ":"JWT"}"#

    private static var claims: String {
        let now = Int(Date().timeIntervalSince1970)
        return """
            {"iss":"\(issuer)","aud":"\(audience)","sub":"8f14e45f-ceea-467f-a9d2-3f0f3c2b1a55","iat":\(now),\
            "exp":\(now + lifetimeSeconds),"scope":"products:read orders:read"}
            """
    }

    private static func signature(of content: String, _ openssl: String, _ key: String) throws -> Data {
        let (input, output) = (try Workspace.shared.newFile("signed"), try Workspace.shared.newFile("signature"))
        try content.write(toFile: input, atomically: true, encoding: .utf8)
        try Tool.run([openssl, "dgst", "-sha256", "-sign", key, "-out", output, input])
        return try Data(contentsOf: URL(filePath: output))
    }

    private static func keySet(_ openssl: String, _ key: String) throws -> String {
        let text = try Tool.run([openssl, "rsa", "-in", key, "-noout", "-modulus"])
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Modulus=") }) else {
            throw Failure("openssl told no modulus: \(text)")
        }
        let modulus = base64URL(try bytes(ofHex: line.dropFirst("Modulus=".count)))
        // AQAB is 65,537, openssl's exponent.
        return """
            {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"\(keyID)","n":"\(modulus)","e":"AQAB"}]}
            """
    }

    private static func bytes(ofHex digits: Substring) throws -> Data {
        var (data, rest) = (Data(), digits)
        while !rest.isEmpty {
            guard rest.count > 1, let byte = UInt8(rest.prefix(2), radix: 16) else {
                throw Failure("openssl's modulus is not hexadecimal")
            }
            data.append(byte)
            rest = rest.dropFirst(2)
        }
        return data
    }

    private static func encoded(_ text: String) -> String { base64URL(Data(text.utf8)) }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
