import TenfoldCore
package import TenfoldHTTP
package import TenfoldIdentity

/// API keys in a field of their own.
package struct APIKeyCredentials: CredentialChecking {
    package let field: FieldName
    package let challenge: String
    private let keys: APIKeys

    package init(_ keys: APIKeys, field: String) {
        self.keys = keys
        self.field = FieldName(field)
        challenge = "ApiKey field=\"\(self.field.text)\""
    }

    package func credential(in value: [UInt8]) -> [UInt8]? { value }

    package func known(_ credential: [UInt8], nowSeconds: Int64) -> EdgePrincipal? {
        try? keys.principal(of: credential.span, nowSeconds: nowSeconds)
    }

    /// What is not known at once is not known at all.
    package func check(_ credential: [UInt8], nowSeconds: Int64) async -> CredentialVerdict {
        .refused(challenge: challenge)
    }
}
