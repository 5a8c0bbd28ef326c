/// Finds what a path belongs to: paths as they are, and prefixes that end at a slash; the longest that fits wins. A radix
/// tree over bytes (Morrison: "PATRICIA", JACM 15(4), 1968): a look-up reads each byte of the path once at most.
struct PathTree<Value: Sendable>: Sendable {
    private struct Node: Sendable {
        /// The bytes that lead here from the parent.
        var edge: [UInt8]
        var parent = 0
        var children: [Int] = []
        /// Of the path that ends here.
        var exact: Value?
        /// Of every path that ends here or goes on with a slash.
        var prefix: Value?
    }

    private var nodes = [Node(edge: [])]

    init() {}

    /// What belongs to the path, to be read or changed: `/api` as it is, or with all below it where `isPrefix`.
    subscript(path: [UInt8], isPrefix isPrefix: Bool) -> Value? {
        mutating get {
            let node = node(of: path[...], below: 0)
            return isPrefix ? nodes[node].prefix : nodes[node].exact
        }
        set {
            let node = node(of: path[...], below: 0)
            if isPrefix { nodes[node].prefix = newValue } else { nodes[node].exact = newValue }
        }
    }

    /// Offers what fits to `takes`, the most specific first, until it is taken.
    func find(_ path: Span<UInt8>, _ takes: (Value) -> Bool) {
        var offset = 0
        var node = 0
        while offset < path.count, let child = child(of: node, path, offset) {
            offset += nodes[child].edge.count
            node = child
        }
        if offset == path.count, let exact = nodes[node].exact, takes(exact) { return }
        while true {
            if let prefix = nodes[node].prefix, offset == path.count || path[offset] == UInt8(ascii: "/"),
                takes(prefix)
            {
                return
            }
            guard node != 0 else { return }
            offset -= nodes[node].edge.count
            node = nodes[node].parent
        }
    }

    private func child(of node: Int, _ path: Span<UInt8>, _ offset: Int) -> Int? {
        let first = path[offset]
        guard let child = nodes[node].children.first(where: { nodes[$0].edge[0] == first }) else { return nil }
        let edge = nodes[child].edge
        guard path.count - offset >= edge.count else { return nil }
        for index in edge.indices where edge[index] != path[offset + index] { return nil }
        return child
    }

    /// The node where these bytes end, made where it is not there.
    private mutating func node(of rest: ArraySlice<UInt8>, below parent: Int) -> Int {
        guard let first = rest.first else { return parent }
        guard let place = nodes[parent].children.firstIndex(where: { nodes[$0].edge[0] == first }) else {
            nodes.append(Node(edge: Array(rest), parent: parent))
            nodes[parent].children.append(nodes.count - 1)
            return nodes.count - 1
        }
        let child = nodes[parent].children[place]
        let shared = zip(nodes[child].edge, rest).prefix { $0 == $1 }.count
        if shared < nodes[child].edge.count { split(child, at: shared) }
        return node(of: rest.dropFirst(shared), below: child)
    }

    /// Puts a node of its own where two paths part.
    private mutating func split(_ node: Int, at count: Int) {
        var rest = nodes[node]
        let place = nodes.count
        let (edge, parent) = (Array(rest.edge.prefix(count)), rest.parent)
        rest.edge.removeFirst(count)
        rest.parent = node
        for child in rest.children { nodes[child].parent = place }
        nodes.append(rest)
        nodes[node] = Node(edge: edge, parent: parent, children: [place])
    }
}
