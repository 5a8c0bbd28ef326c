package import TenfoldHTTP

/// Stands between a call and the wire: for tests that break the wire.
package protocol CallInterceptor: Sendable {
    /// Carries out `send`, once, twice or not at all; throws `HTTPClientError` where no answer is to come.
    func send(
        to endpoint: HTTPEndpoint, _ send: @Sendable () async throws -> ClientResponse
    ) async throws -> ClientResponse
}
