import NIOCore
import TenfoldCore
import TenfoldHTTP

/// The routes of modules behind one route of the gateway, each with that route's policies.
struct DeclaredEntries: Sendable {
    private var patterns = PatternTable()
    private var entries: [RouteEntry] = []

    /// - Throws: `ProxyFault` for a pattern that cannot be, or that two modules declare.
    init(_ declared: [DeclaredRoute], entry: (DeclaredRoute) throws(ProxyFault) -> RouteEntry) throws(ProxyFault) {
        for route in declared {
            do throws(RouterError) {
                try patterns.add(route.method, route.pattern, number: entries.count)
            } catch {
                throw ProxyFault(error.message)
            }
            entries.append(try entry(route))
        }
    }

    /// The route of a request. One whose path has other methods goes where they are, to be told which.
    func entry(of head: RequestHeadIndex, in bytes: ByteBuffer) throws(HTTPRefusal) -> RouteEntry {
        guard let method = head.method else {
            throw HTTPRefusal(.notImplemented, "This gateway does not know the method.", closesConnection: false)
        }
        switch patterns.match(method, head, in: bytes) {
        case .found(let number), .otherMethods(let number): return entries[number]
        case .notFound:
            throw HTTPRefusal(.notFound, "There is nothing at this path.", closesConnection: false)
        case .malformed:
            throw HTTPRefusal(
                .badRequest, "The path has an escape that cannot be read.", closesConnection: false)
        }
    }
}
