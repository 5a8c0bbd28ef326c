import Crypto
import FoundationEssentials
import Logging
import TenfoldCore
import TenfoldIdentity

extension FuzzTarget {
    /// A token of another issuer at the edge: one that is taken carries the issuer's signature, as computed here by other
    /// means.
    static let edgeTokens = FuzzTarget(awaiting: "edge-tokens") { bytes in
        let verifier = try await EdgeVerifier.shared.value
        guard let token = try? await verifier.verify(bytes, nowSeconds: EdgeVerifier.now) else { return }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        try BrokenPromise.unless(parts.count == 3, "\(parts.count) parts speak for \(token.principal)")
        let text = String(decoding: parts[2], as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        try BrokenPromise.unless(
            HMAC<SHA256>.isValidAuthenticationCode(
                Data(base64Encoded: padded) ?? Data(), authenticating: parts[0] + [UInt8(ascii: ".")] + parts[1],
                using: SymmetricKey(data: EdgeVerifier.secret)),
            "a token that is not the issuer's speaks for \(token.principal)")
        // Known again it says the same.
        let again = verifier.remembered(bytes.span, nowSeconds: EdgeVerifier.now)
        try BrokenPromise.unless(again?.principal == token.principal, "known again it speaks for \(again as Any)")
    }

    /// A set of keys that an issuer publishes: is taken, or refused with a fault that says why.
    static let keySets = FuzzTarget(awaiting: "key-sets") { bytes in
        do throws(Fault) {
            _ = try await TokenKeys.load(
                [.keySetFile("set")], for: EdgeVerifier.options, reading: { _, _ in bytes },
                fetching: { _ in FetchedDocument(bytes: []) })
        } catch {
            try BrokenPromise.unless(!error.detail.isEmpty, "refused without a word")
        }
    }

    /// A file of API keys: a name and a key once each, and never more of them than lines.
    static let apiKeys = FuzzTarget(checking: "api-keys") { bytes in
        let entries = try APIKeyFile.parse(bytes)
        try BrokenPromise.unless(entries.count <= bytes.count { $0 == 0x0A } + 1, "\(entries.count) keys")
        try BrokenPromise.unless(Set(entries.map(\.name)).count == entries.count, "a name comes twice")
        try BrokenPromise.unless(Set(entries.map(\.digest)).count == entries.count, "a key comes twice")
        for entry in entries {
            try BrokenPromise.unless(APIKeyLine.fault(inName: entry.name) == nil, "\(entry.name) is a name")
        }
    }
}

/// Knows the tokens of the corpus.
private enum EdgeVerifier {
    static let secret = [UInt8](repeating: 7, count: 32)
    /// 2026-01-01: the tokens of the corpus never expire.
    static let now: Int64 = 1_767_225_600
    static let options = TokenVerifierOptions(issuer: "fuzz", audience: .unchecked)

    static let shared = Task {
        let keys = try await TokenKeys.load(
            [.secret(Secret(secret))], for: options, reading: { _, _ in [] },
            fetching: { _ in FetchedDocument(bytes: []) })
        return try TokenVerifier(
            options, keys: keys, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
    }
}
