import TenfoldCore
import TenfoldHTTP
import TenfoldIdentity

/// Lets public requests in that the stage's gateway has sent on, and believes what it says of their clients.
struct GatewayDoor: Sendable {
    /// Nil where the stage has no secret: then the internal port is on loopback.
    let secret: StageSecret?

    /// Who a request is of.
    struct Visitor {
        let address: String?
        /// Whom the gateway has verified; nil where it was not asked to.
        let principal: Principal?
    }

    /// - Throws: `Refusal` for a request that the gateway has not sent.
    func visitor(of request: Request) throws -> Visitor {
        if let secret, !secret.proves(request.fields[ForwardedClient.proofField]) { throw InternalDoor.stranger }
        let address = request.fields[ForwardedClient.addressField] ?? request.remoteAddress
        return Visitor(address: address, principal: principal(of: request))
    }

    /// Named after the gateway's identity too: another issuer's user 42 is not this app's account 42.
    private func principal(of request: Request) -> Principal? {
        guard let subject = request.fields[PrincipalFields.subject],
            let identity = request.fields[PrincipalFields.identity]
        else { return nil }
        let roles = request.fields[PrincipalFields.roles]?.split(separator: " ") ?? []
        return Principal(
            id: "\(PrincipalFields.unescaped(identity)):\(PrincipalFields.unescaped(subject))",
            roles: Set(roles.map { PrincipalFields.unescaped(String($0)) }))
    }
}
