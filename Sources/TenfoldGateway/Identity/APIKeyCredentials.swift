import TenfoldCore
package import TenfoldHTTP
package import TenfoldIdentity

/// API keys in a field of their own.
package struct APIKeyCredentials: CredentialChecking {
    package let field: FieldName
    package let challenge: String
    private let name: String
    private let keys: APIKeys

    /// - Parameter name: of the gateway's identity.
    package init(name: String, _ keys: APIKeys, field: String) {
        self.name = name
        self.keys = keys
        self.field = FieldName(field)
        challenge = "ApiKey field=\"\(self.field.text)\""
    }

    package func credential(in value: [UInt8]) -> [UInt8]? { value }

    package func known(_ credential: [UInt8], nowSeconds: Int64) -> EdgePrincipal? {
        guard let entry = try? keys.identify(credential.span, nowSeconds: nowSeconds) else { return nil }
        return EdgePrincipal(
            identity: name, id: entry.principal.id, scopes: entry.scopes, roles: entry.principal.roles,
            plan: entry.plan, isAPIKey: true
        )
    }

    /// What is not known at once is not known at all.
    package func check(_ credential: [UInt8], nowSeconds: Int64) async -> CredentialVerdict {
        .refused(challenge: challenge)
    }
}
