import NIOCore
import TenfoldCore
import TenfoldHTTP

/// The routes of a gateway, made ready for look-ups: by host, then the longest path, then whether the method fits.
struct RouteTable: Sendable {
    /// A route with its upstream found. An object, so that finding one copies nothing.
    final class Entry: Sendable {
        let route: ProxyRoute
        /// Its place among the gateway's upstreams.
        let upstream: Int
        let strippedBytes: Int

        init(_ route: ProxyRoute, upstream: Int) {
            self.route = route
            self.upstream = upstream
            strippedBytes = route.strip.utf8.count
        }

        func takes(_ method: HTTPMethod?) -> Bool {
            guard let methods = route.methods else { return true }
            guard let method else { return false }
            return methods.contains(method)
        }
    }

    private var anyHost = PathTree<[Entry]>()
    private var hosts: [[UInt8]: PathTree<[Entry]>] = [:]

    /// - Throws: `ProxyFault` for a route whose upstream is not there.
    init(_ routes: [ProxyRoute], upstreams: [ProxyUpstream]) throws(ProxyFault) {
        for route in routes {
            guard let upstream = upstreams.firstIndex(where: { $0.name == route.upstream }) else {
                throw ProxyFault("route \(route.path) leads to upstream \(route.upstream), which is not there")
            }
            add(Entry(route, upstream: upstream))
        }
    }

    private mutating func add(_ entry: Entry) {
        guard let host = entry.route.host else { return Self.add(entry, to: &anyHost) }
        Self.add(entry, to: &hosts[Array(host.lowercased().utf8), default: PathTree()])
    }

    private static func add(_ entry: Entry, to tree: inout PathTree<[Entry]>) {
        let isPrefix = entry.route.path.hasSuffix("/*")
        let path = Array(entry.route.path.utf8.dropLast(isPrefix ? 2 : 0))
        tree[path, isPrefix: isPrefix] = (tree[path, isPrefix: isPrefix] ?? []) + [entry]
    }

    /// The route of a request; nil where there is none.
    ///
    /// - Parameter bytes: begin with the head.
    func find(_ head: RequestHeadIndex, in bytes: ByteBuffer) -> Entry? {
        let path = bytes.readableBytesUInt8Span.extracting(Int(head.pathStart)..<Int(head.pathEnd))
        if !hosts.isEmpty, let tree = hosts[head.hostName(in: bytes)], let entry = Self.find(path, head, in: tree) {
            return entry
        }
        return Self.find(path, head, in: anyHost)
    }

    private static func find(_ path: Span<UInt8>, _ head: RequestHeadIndex, in tree: PathTree<[Entry]>) -> Entry? {
        var found: Entry?
        tree.find(path) { entries in
            found = entries.first { $0.takes(head.method) }
            return found != nil
        }
        return found
    }
}

/// A gateway that cannot be: what is wrong with it.
package struct ProxyFault: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
