import TenfoldCore
import TenfoldHTTP

/// Asks a running instance for its metrics.
enum MetricsFetch {
    private static let timeout = Duration.seconds(10)

    /// The text behind an `http://` URL. Throws `MetricsSourceFault`.
    @Sendable static func text(of url: String, mostBytes: Int) async throws -> String {
        guard let (endpoint, path) = parts(of: url) else {
            throw MetricsSourceFault(sentence: "\(url) is no URL such as http://127.0.0.1:9090/metrics")
        }
        var options = HTTPClient.Options()
        options.responseBodyBytes = mostBytes
        let client = HTTPClient(options: options)
        do {
            let response = try await client.send(ClientRequest(.get, path), to: endpoint, deadline: .now + timeout)
            await client.close()
            guard response.status == .ok else {
                throw MetricsSourceFault(sentence: "\(url) answered with status \(response.status.code)")
            }
            return response.text
        } catch {
            await client.close()
            throw error is MetricsSourceFault ? error : MetricsSourceFault(sentence: "\(url): \(error)")
        }
    }

    private static func parts(of url: String) -> (HTTPEndpoint, String)? {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let text = authority.contains(":") ? String(authority) : authority + ":80"
        guard let address = ServiceAddress(text) else { return nil }
        return (HTTPEndpoint(host: address.host, port: address.port), path.isEmpty ? "/metrics" : String(path))
    }
}
