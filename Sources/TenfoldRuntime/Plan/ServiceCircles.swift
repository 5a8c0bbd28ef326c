/// Finds services that call each other in a circle.
///
/// Modules do not (boot refuses it), but services may: where one hosts two modules, a call out of the first and a call
/// back into the second meet in it.
enum ServiceCircles {
    /// From each service the shortest circle through it, each once, beginning with its first service in alphabetical
    /// order; services and calls at most square, never every circle there is, of which there may be very many.
    static func find(in edges: [String: Set<String>]) -> [[String]] {
        let found = Set(edges.keys.sorted().compactMap { circle(through: $0, edges).map(turned) })
        return found.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// By breadth first: the first way back is the shortest.
    private static func circle(through start: String, _ edges: [String: Set<String>]) -> [String]? {
        var cameFrom: [String: String] = [:]
        var waiting = [start]
        var next = 0
        while next < waiting.count {
            let node = waiting[next]
            next += 1
            for neighbour in (edges[node] ?? []).sorted() {
                if neighbour == start { return way(from: start, to: node, cameFrom) }
                if cameFrom[neighbour] == nil {
                    cameFrom[neighbour] = node
                    waiting.append(neighbour)
                }
            }
        }
        return nil
    }

    private static func way(from start: String, to end: String, _ cameFrom: [String: String]) -> [String] {
        var way = [end]
        while let last = way.last, last != start, let previous = cameFrom[last] { way.append(previous) }
        return way.reversed()
    }

    private static func turned(_ circle: [String]) -> [String] {
        guard let first = circle.min(), let index = circle.firstIndex(of: first) else { return circle }
        return Array(circle[index...] + circle[..<index])
    }
}
