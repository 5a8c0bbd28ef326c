import NIOCore
import NIOPosix
import TenfoldCore

@testable import TenfoldHTTP

extension HTTPEndpoint {
    static func local(_ port: Int) -> HTTPEndpoint { HTTPEndpoint(host: "127.0.0.1", port: port) }
}

/// Runs `body` with a client of one loop.
func withClient(
    _ options: HTTPClient.Options = .with { _ in }, _ body: (HTTPClient) async throws -> Void
) async throws {
    let client = HTTPClient(options: options, group: MultiThreadedEventLoopGroup.singleton.next())
    do {
        try await body(client)
    } catch {
        await client.close()
        throw error
    }
    await client.close()
}

extension HTTPClient.Options {
    static func with(_ change: (inout Self) -> Void) -> Self {
        var options = Self()
        // Other tests may hold the processors for a while.
        options.connectTimeout = .seconds(30)
        change(&options)
        return options
    }
}

extension HTTPClient {
    func get(_ target: String, _ endpoint: HTTPEndpoint, within limit: Duration? = nil) async throws -> ClientResponse {
        try await send(ClientRequest(.get, target), to: endpoint, deadline: limit.map { .now + $0 })
    }

    /// Why the request has no response.
    func failure(_ target: String, _ endpoint: HTTPEndpoint, within limit: Duration? = nil) async -> HTTPClientError? {
        do {
            _ = try await get(target, endpoint, within: limit)
            return nil
        } catch {
            return error as? HTTPClientError
        }
    }
}
