package import TenfoldConfiguration
import TenfoldCore
import TenfoldHTTPCaching

/// The keys of a route of a gateway's file.
package enum RouteKeys {
    // Which requests.
    static let path = ConfigKey(
        ConfigKeyRow("path", expected: "a path that begins with /, alone or with /* at its end")
    ) { isPath($0) ? $0 : nil }
    static let host = ConfigKey(ConfigKeyRow("host", fallback: "any", expected: "a host without a port")) {
        ValueText.isHost($0) && !$0.contains(":") || $0.hasPrefix("[") ? $0.lowercased() : nil
    }
    static let methods = ConfigKey(
        ConfigKeyRow("methods", .list, fallback: "any", expected: "a list of methods, such as [GET, POST]")
    ) { HTTPMethod(rawValue: $0) }
    static let headers = GatewayKeys.text("headers", .map, fallback: "{}", expected: "a map from fields to values")

    // Where to.
    static let upstream = GatewayKeys.text("upstream", expected: "the name of an upstream")
    static let split = ConfigKey(
        ConfigKeyRow("split", .map, expected: "a map from upstreams to weights, such as { stable: 95, canary: 5 }")
    ) { ValueText.digits($0[...]).flatMap { $0 <= 1_000_000 ? $0 : nil } }
    static let sticky = ConfigKey(
        ConfigKeyRow("sticky", fallback: "address", expected: "address, principal, none, or a field as header:NAME")
    ) { text -> StickyChoice? in
        switch text {
        case "address": .address
        case "principal": .principal
        case "none": StickyChoice.none
        default: fieldName(text).map { .field($0) }
        }
    }
    static let strip = ConfigKey(ConfigKeyRow("strip", expected: "the beginning of the path")) { isPath($0) ? $0 : nil }
    static let prefix = ConfigKey(ConfigKeyRow("prefix", expected: "a path without a slash at its end")) {
        isPath($0) && !$0.hasSuffix("/") && !$0.hasSuffix("*") ? $0 : nil
    }
    static let mirror = ConfigKeyRow("mirror", .map, expected: "a map with upstream and percent")
    static let timeout = ConfigKey.duration("timeout", fallback: "30s", .milliseconds(1)...(.seconds(3_600)))
    static let bodyBytes = ConfigKey.bytes("body-bytes", fallback: "1MiB", 0...(1 << 40))

    // What holds on the way.
    static let rate = ConfigKeyRow("rate", .map, expected: "a map with limit, per, burst and by, or a list of them")
    static let require = GatewayKeys.text("require", .list, expected: "the name of an identity, or a list of them")
    static let scopes = GatewayKeys.text("scopes", .list, fallback: "[]", expected: "a list of scopes")
    static let anonymous = ConfigKey.flag("anonymous", fallback: false, "whether requests without a credential pass")
    static let allow = GatewayKeys.range("allow")
    static let deny = GatewayKeys.range("deny")
    static let cache = ConfigKeyRow("cache", .map, expected: "a map that says what is kept for how long")
    static let gzip = ConfigKeyRow("gzip", .map, expected: "a map that says what is compressed; {} is the usual")
    static let cors = ConfigKeyRow("cors", .map, expected: "a map with origins")
    package static let ofRoute = [
        path.row, host.row, methods.row, headers.row, upstream.row, split.row, sticky.row, strip.row, prefix.row,
        mirror,
        timeout.row, bodyBytes.row, rate, require.row, scopes.row, anonymous.row, allow.row, deny.row, cors, cache,
        gzip,
    ]

    // Of `mirror`.
    static let percent = ConfigKey.count("percent", fallback: "100", 1...100)
    package static let ofMirror = [upstream.row, percent.row]

    // Of `rate`.
    static let limit = ConfigKey.count("limit", fallback: nil, 1...1_000_000_000)
    static let per = ConfigKey.duration("per", fallback: "1s", .milliseconds(1)...(.seconds(86_400)))
    static let burst = ConfigKey.count("burst", fallback: "limit", 1...1_000_000_000)
    static let by = ConfigKey(
        ConfigKeyRow(
            "by", fallback: "address", expected: "address, principal, api-key, route, or a field as header:NAME")
    ) { text -> RateRule.Subject? in
        switch text {
        case "address": .address
        case "principal": .principal
        case "api-key": .apiKey
        case "route": .route
        default: fieldName(text).map { .field($0) }
        }
    }
    static let plans = ConfigKeyRow("plans", .map, expected: "a map from plans to limits")
    package static let ofLimit = [limit.row, per.row, burst.row]
    package static let ofRate = ofLimit + [by.row, plans]

    // Of `cache`.
    static let store = ConfigKey.flag("store", fallback: true, "whether answers are kept, and not shared alone")
    static let ttl = ConfigKey.duration("ttl", fallback: "0s", .zero...(.seconds(86_400 * 365)))
    static let staleWhileRevalidate = ConfigKey.duration(
        "stale-while-revalidate", fallback: "0s", .zero...(.seconds(86_400 * 30)))
    static let staleIfError = ConfigKey.duration("stale-if-error", fallback: "0s", .zero...(.seconds(86_400 * 30)))
    static let maxObject = ConfigKey.bytes("max-object", fallback: "1MiB", 1_024...(1 << 30))
    static let coalesce = ConfigKey(
        ConfigKeyRow(
            "coalesce", fallback: "cacheable", expected: "off, cacheable, or equal: which requests wait for one answer")
    ) { ["off": CacheRule.Coalescing.off, "cacheable": .cacheable, "equal": .equalRequests][$0] }
    static let wait = ConfigKey.duration("wait", fallback: "5s", .milliseconds(1)...(.seconds(60)))
    static let clientDirectives = ConfigKey.flag(
        "client-directives", fallback: false, "whether no-cache and the like of clients count")
    package static let ofCache = [
        store.row, ttl.row, staleWhileRevalidate.row, staleIfError.row, maxObject.row, coalesce.row, wait.row,
        clientDirectives.row,
    ]

    // Of `gzip`.
    static let types = GatewayKeys.text(
        "types", .list,
        expected: "a list of media types, such as [text/*, application/json]; without it text of all kinds")
    static let gzipBytes = ConfigKey.bytes("min-bytes", fallback: "1KiB", 1...(1 << 30))
    static let level = ConfigKey.count("level", fallback: "5", 1...9)
    package static let ofGzip = [types.row, gzipBytes.row, level.row]

    // Of `cors`.
    static let origins = GatewayKeys.text(
        "origins", .list, expected: "a list of origins, such as [https://app.example.com], or [\"*\"]")
    static let corsMethods = GatewayKeys.text(
        "methods", .list, fallback: "[GET, HEAD, POST]", expected: "a list of methods")
    static let corsHeaders = GatewayKeys.text(
        "headers", .list, fallback: "[]", expected: "a list of fields, or [\"*\"]")
    static let expose = GatewayKeys.text("expose", .list, fallback: "[]", expected: "a list of fields")
    static let credentials = ConfigKey.flag("credentials", fallback: false, "whether pages may send cookies")
    static let maxAge = ConfigKey.duration("max-age", fallback: "600s", .zero...(.seconds(86_400)))
    package static let ofCORS = [
        origins.row, corsMethods.row, corsHeaders.row, expose.row, credentials.row, maxAge.row,
    ]

    // Of an identity.
    static let jwt = ConfigKeyRow("jwt", .map, expected: "a map with issuer, audiences and keys")
    static let apiKeys = GatewayKeys.path("api-keys", "a file of hashed API keys")
    static let header = GatewayKeys.text("header", fallback: "x-api-key", expected: "the field that carries the key")
    package static let ofIdentity = [jwt, apiKeys.row, header.row]

    // Of `jwt`.
    static let issuer = GatewayKeys.text("issuer", expected: "the issuer of the tokens, as their claim iss has it")
    static let audiences = GatewayKeys.text(
        "audiences", .list, expected: "who the tokens must be for, as their claim aud has it")
    static let keys = GatewayKeys.text("keys", expected: "the URL or the file of a JWKS document")
    static let publicKey = GatewayKeys.path("public-key", "a PEM file with a public key")
    static let secretFile = GatewayKeys.path("secret-file", "a file with the secret of HS256")
    static let algorithms = ConfigKey(
        ConfigKeyRow(
            "algorithms", .list, fallback: "what the keys are for", expected: "a list of HS256, RS256, ES256, EdDSA")
    ) { ["HS256", "RS256", "ES256", "EdDSA"].contains($0) ? $0 : nil }
    static let skew = ConfigKey.duration("skew", fallback: "30s", .zero...(.seconds(300)))
    static let planClaim = GatewayKeys.text("plan-claim", expected: "the claim that names a plan of limits")
    package static let ofJWT = [
        issuer.row, audiences.row, keys.row, publicKey.row, secretFile.row, algorithms.row, skew.row, planClaim.row,
    ]

    /// `header:NAME`.
    private static func fieldName(_ text: String) -> String? {
        guard text.hasPrefix("header:") else { return nil }
        let name = text.dropFirst("header:".count).lowercased()
        let isToken = name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        return name.isEmpty || !isToken ? nil : name
    }

    @Sendable private static func isPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.utf8.count <= 1_024 else { return false }
        let body = text.hasSuffix("/*") ? text.dropLast(2) : text[...]
        return !body.contains("//") && body.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"*%;\\?#".utf8.contains($0) }
            && !body.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }
}
