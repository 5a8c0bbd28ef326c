import Crypto
import FoundationEssentials
import Logging
import TenfoldCore
import TenfoldIdentity

extension FuzzTarget {
    /// A token of a stranger: one that is taken carries our signature, as computed here by other means.
    static let tokens = FuzzTarget(awaiting: "tokens") { bytes in
        let token = String(decoding: bytes, as: UTF8.self)
        guard let principal = try? await TokenKeys.tokens.value.verify(token) else { return }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try BrokenPromise.unless(parts.count == 3, "\(parts.count) parts speak for \(principal)")
        let signed = Array((parts[0] + "." + parts[1]).utf8)
        let signature = try BrokenPromise.required(decoded(base64URL: parts[2]), "a signature that is no base64url")
        try BrokenPromise.unless(
            HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: TokenKeys.secret),
            "a token that is not ours speaks for \(principal)")
    }

    /// A stored password: its parameters are within bounds, and its text is read as the same.
    static let passwords = FuzzTarget(checking: "passwords") { bytes in
        guard let stored = StoredPassword(String(decoding: bytes, as: UTF8.self)) else { return }
        let memory = 128 * stored.parameters.blockSize << stored.parameters.logRounds
        try BrokenPromise.unless((1...(128 << 20)).contains(memory), "\(stored.text) takes \(memory) bytes")
        let again = StoredPassword(stored.text)
        try BrokenPromise.unless(
            again?.text == stored.text && again?.parameters == stored.parameters, "\(stored.text) is read as another")
    }

    private static func decoded(base64URL text: Substring) -> Data? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}

extension BrokenPromise {
    fileprivate static func required<Value>(_ value: Value?, _ what: String) throws(BrokenPromise) -> Value {
        guard let value else { throw BrokenPromise(what: what) }
        return value
    }
}

/// A key that the corpus knows too: it has tokens that are good.
private enum TokenKeys {
    static let secret = SymmetricKey(data: [UInt8](repeating: 7, count: 32))

    static let tokens = Task {
        await JWTTokens(
            issuer: "fuzz", keys: SigningKeys(root: SigningKey(id: "0", secret: secret)), clock: StoppedClock(),
            rememberedTokens: 16, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// 2026-01-01: the tokens of the corpus never expire.
private struct StoppedClock: WallClock {
    func now() -> Date { Date(timeIntervalSince1970: 1_767_225_600) }
}
