import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching

/// The admin port's part for the gateway's cache: what it holds, and purges.
struct CacheDesk: Sendable {
    private let cache: HTTPCache

    init(_ cache: HTTPCache) { self.cache = cache }

    var routes: [Route] {
        [
            Route(.get, "/cache", body: .none) { _ in
                .text("\(cache.entryCount) responses, \(cache.byteCount) bytes\n")
            },
            Route(.post, "/cache/purge", body: .none) { purge($0) },
        ]
    }

    /// `?url=` takes out all variants of a URL, `?key=` what bears a surrogate key, `?all=yes` everything.
    private func purge(_ request: Request) -> Response {
        let wanted = request.queryItems.filter { ["url", "key", "all"].contains($0.name) }
        guard wanted.count == 1, let item = wanted.first else {
            return Problem(status: .badRequest, detail: "Give one of url=…, key=… and all=yes.").response()
        }
        switch item.name {
        case "url":
            guard let removed = cache.purge(url: item.value) else {
                return Problem(status: .badRequest, detail: "The URL begins with http:// or https:// and a host.")
                    .response()
            }
            return told(removed)
        case "key": return told(cache.purge(surrogateKey: item.value))
        default:
            guard item.value == "yes" else {
                return Problem(status: .badRequest, detail: "all=yes takes out everything.").response()
            }
            return told(cache.purgeAll())
        }
    }

    private func told(_ removed: Int) -> Response { .text("\(removed) taken out\n") }
}
