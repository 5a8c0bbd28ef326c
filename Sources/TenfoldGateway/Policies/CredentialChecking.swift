package import TenfoldHTTP
package import TenfoldIdentity

/// One of the gateway's identities: knows who a credential speaks for.
package protocol CredentialChecking: Sendable {
    /// The field that carries the credential.
    var field: FieldName { get }
    /// What `WWW-Authenticate` says where a credential is missing.
    var challenge: String { get }

    /// The credential in the field's value; nil where the value is of another kind, or broken.
    func credential(in value: [UInt8]) -> [UInt8]?

    /// Who it speaks for, where that is known without work.
    func known(_ credential: [UInt8], nowSeconds: Int64) -> EdgePrincipal?

    func check(_ credential: [UInt8], nowSeconds: Int64) async -> CredentialVerdict
}

/// What became of a credential's check.
package enum CredentialVerdict: Sendable {
    case valid(EdgePrincipal)
    /// - Parameter challenge: what `WWW-Authenticate` says.
    case refused(challenge: String)
    /// It cannot be checked now.
    case unavailable(detail: String)
}
