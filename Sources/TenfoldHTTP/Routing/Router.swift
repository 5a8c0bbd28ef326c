import NIOCore
package import TenfoldCore

/// Finds the endpoint of a request: a tree of path segments, without regular expressions.
///
/// A static segment wins over a parameter; where its branch leads nowhere, the parameter is tried. A trailing slash
/// makes another path. A parameter never matches an empty segment; its value is decoded after the path was split, so
/// that `%2F` is a slash in a value and never a border between segments. HEAD falls back on GET. A look-up visits each
/// node at most once and allocates only for parameters and escapes.
package struct Router<Endpoint: Sendable>: Sendable {
    /// An object, so that finding one copies nothing.
    final class Leaf: Sendable {
        let endpoint: Endpoint
        let pattern: String
        let names: [String]

        init(endpoint: Endpoint, pattern: String, names: [String]) {
            self.endpoint = endpoint
            self.pattern = pattern
            self.names = names
        }
    }

    struct Node: Sendable {
        var children: [(segment: [UInt8], node: Int)] = []
        var parameterChild: Int?
        var leaves: [Leaf?] = []
        var methods: MethodSet = []

        func leaf(_ method: HTTPMethod) -> Leaf? {
            guard !leaves.isEmpty else { return nil }
            if let leaf = leaves[method.ordinal] { return leaf }
            return method == .head ? leaves[HTTPMethod.get.ordinal] : nil
        }
    }

    fileprivate var nodes: [Node] = [Node()]
    fileprivate var statics = StaticPaths()

    /// A router of no routes.
    package init() {}

    /// Builds the tree; throws for a malformed pattern, and for two routes of the same method and shape.
    package init(_ routes: [(method: HTTPMethod, pattern: String, endpoint: Endpoint)]) throws(RouterError) {
        for route in routes { try add(route.method, route.pattern, route.endpoint) }
    }

    /// Adds one route.
    package mutating func add(_ method: HTTPMethod, _ pattern: String, _ endpoint: Endpoint) throws(RouterError) {
        let parsed = try RoutePattern(pattern)
        var node = 0
        for segment in parsed.segments { node = child(of: node, segment) }
        if nodes[node].leaves.isEmpty {
            nodes[node].leaves = [Leaf?](repeating: nil, count: HTTPMethod.allCases.count)
        }
        if let other = nodes[node].leaves[method.ordinal] {
            throw .conflict(method.rawValue, other.pattern, pattern)
        }
        nodes[node].leaves[method.ordinal] = Leaf(endpoint: endpoint, pattern: pattern, names: parsed.parameterNames)
        nodes[node].methods.insert(MethodSet(method))
        if parsed.parameterNames.isEmpty { statics.insert(Array(pattern.utf8), node: node) }
    }

    /// The same tree with other endpoints.
    func mapEndpoints<Other>(_ change: (Endpoint) -> Other) -> Router<Other> {
        var other = Router<Other>()
        other.nodes = nodes.map { node in
            let leaves = node.leaves.map { leaf in
                leaf.map { Router<Other>.Leaf(endpoint: change($0.endpoint), pattern: $0.pattern, names: $0.names) }
            }
            return Router<Other>.Node(
                children: node.children, parameterChild: node.parameterChild, leaves: leaves, methods: node.methods)
        }
        other.statics = statics
        return other
    }

    private mutating func child(of node: Int, _ segment: RoutePattern.Segment) -> Int {
        switch segment {
        case .literal(let bytes):
            if let existing = nodes[node].children.first(where: { $0.segment == bytes }) { return existing.node }
            nodes.append(Node())
            nodes[node].children.append((bytes, nodes.count - 1))
        case .parameter:
            if let existing = nodes[node].parameterChild { return existing }
            nodes.append(Node())
            nodes[node].parameterChild = nodes.count - 1
        }
        return nodes.count - 1
    }

    /// Looks a path up, as it was sent: not decoded, without the query.
    package func match(_ method: HTTPMethod, path: String) -> RouteMatch<Endpoint> {
        match(method, path: path.utf8.span)
    }

    /// Looks up the path of a request.
    func match(_ method: HTTPMethod, _ head: RequestHeadIndex, in bytes: ByteBuffer) -> RouteMatch<Endpoint> {
        let path = Int(head.pathStart)..<Int(head.pathEnd)
        return match(method, path: bytes.readableBytesUInt8Span.extracting(path))
    }

    func match(_ method: HTTPMethod, path: Span<UInt8>) -> RouteMatch<Endpoint> {
        if let leaf = staticLeaf(method, path) { return .found(leaf.endpoint, .none) }
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return .notFound }
        var search = Search(method: method)
        find(node: 0, from: 1, path, &search)
        if search.isMalformed { return .malformed }
        if let leaf = search.leaf { return found(leaf, search.taken, path) }
        return search.allowed.isEmpty ? .notFound : .methodNotAllowed(search.allowed)
    }

    /// The leaf of a path without parameters, looked up whole. Escapes, other methods and everything else take the tree.
    private func staticLeaf(_ method: HTTPMethod, _ path: Span<UInt8>) -> Leaf? {
        guard let node = statics.node(of: path) else { return nil }
        return nodes[node].leaf(method)
    }

    private struct Search {
        let method: HTTPMethod
        var taken: [Range<Int>] = []
        var leaf: Leaf?
        var allowed: MethodSet = []
        var isMalformed = false
    }

    private func find(node: Int, from start: Int, _ path: Span<UInt8>, _ search: inout Search) {
        var end = start
        var hasEscape = false
        while end < path.count, path[end] != UInt8(ascii: "/") {
            hasEscape = hasEscape || path[end] == UInt8(ascii: "%")
            end += 1
        }
        if let next = literalChild(of: node, path.extracting(start..<end), hasEscape: hasEscape, &search) {
            descend(to: next, end, path, &search)
        }
        guard search.leaf == nil, !search.isMalformed, end > start, let next = nodes[node].parameterChild else {
            return
        }
        search.taken.append(start..<end)
        descend(to: next, end, path, &search)
        if search.leaf == nil { search.taken.removeLast() }
    }

    private func descend(to node: Int, _ end: Int, _ path: Span<UInt8>, _ search: inout Search) {
        guard end == path.count else { return find(node: node, from: end + 1, path, &search) }
        search.leaf = nodes[node].leaf(search.method)
        if search.leaf == nil { search.allowed.formUnion(nodes[node].methods) }
    }

    private func literalChild(
        of node: Int, _ segment: Span<UInt8>, hasEscape: Bool, _ search: inout Search
    ) -> Int? {
        guard hasEscape else { return literalChild(of: node, segment) }
        guard let decoded = PercentEncoding.decode(segment) else {
            search.isMalformed = true
            return nil
        }
        return literalChild(of: node, decoded.span)
    }

    private func literalChild(of node: Int, _ segment: Span<UInt8>) -> Int? {
        let children = nodes[node].children
        for child in children {
            let known = child.segment
            if Self.isEqual(known.span, segment) { return child.node }
        }
        return nil
    }

    @inline(__always)
    private static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    private func found(_ leaf: Leaf, _ taken: [Range<Int>], _ path: Span<UInt8>) -> RouteMatch<Endpoint> {
        guard !taken.isEmpty else { return .found(leaf.endpoint, .none) }
        var values: [String] = []
        values.reserveCapacity(taken.count)
        for range in taken {
            guard let value = PercentEncoding.decodeToString(path.extracting(range)) else { return .malformed }
            values.append(value)
        }
        return .found(leaf.endpoint, PathParameters(names: leaf.names, values: values))
    }
}
