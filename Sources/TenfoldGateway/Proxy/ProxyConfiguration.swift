/// What a proxy does with requests. It can be exchanged while the proxy runs.
package struct ProxyConfiguration: Sendable {
    package var upstreams: [ProxyUpstream] = []
    package var routes: [ProxyRoute] = []
    /// Where routes that lead to modules lead.
    package var declared: [DeclaredRoute] = []
    package var limits = ProxyLimits()
    /// Proxies in front of this one, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    package var trustedProxies: [AddressRange] = []
    package var identities: [String: any CredentialChecking] = [:]
    package var logsRequests = false

    package init() {}
}
