import NIOCore
import TenfoldCore
import TenfoldHTTP

/// The routes of a gateway, made ready for look-ups: by host, then the longest path, then whether method and fields fit.
struct RouteTable: Sendable {
    private var anyHost = PathTree<[RouteEntry]>()
    private var hosts: [[UInt8]: PathTree<[RouteEntry]>] = [:]

    init(_ entries: [RouteEntry]) {
        for entry in entries { add(entry) }
    }

    private mutating func add(_ entry: RouteEntry) {
        guard let host = entry.route.host else { return Self.add(entry, to: &anyHost) }
        Self.add(entry, to: &hosts[Array(host.lowercased().utf8), default: PathTree()])
    }

    private static func add(_ entry: RouteEntry, to tree: inout PathTree<[RouteEntry]>) {
        let isPrefix = entry.route.path.hasSuffix("/*")
        let path = Array(entry.route.path.utf8.dropLast(isPrefix ? 2 : 0))
        tree[path, isPrefix: isPrefix] = (tree[path, isPrefix: isPrefix] ?? []) + [entry]
    }

    /// The route of a request; nil where there is none.
    ///
    /// - Parameter bytes: begin with the head.
    func find(_ head: RequestHeadIndex, in bytes: ByteBuffer) -> RouteEntry? {
        find(head, path: bytes.readableBytesUInt8Span.extracting(Int(head.pathStart)..<Int(head.pathEnd)), in: bytes)
    }

    /// The route of a request as if that were its path.
    func find(_ head: RequestHeadIndex, path: Span<UInt8>, in bytes: ByteBuffer) -> RouteEntry? {
        if !hosts.isEmpty, let tree = hosts[head.hostName(in: bytes)],
            let entry = Self.find(path, head, bytes, in: tree)
        {
            return entry
        }
        return Self.find(path, head, bytes, in: anyHost)
    }

    private static func find(
        _ path: Span<UInt8>, _ head: RequestHeadIndex, _ bytes: ByteBuffer, in tree: PathTree<[RouteEntry]>
    ) -> RouteEntry? {
        var found: RouteEntry?
        tree.find(path) { entries in
            found = entries.first { $0.takes(head, in: bytes) }
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
