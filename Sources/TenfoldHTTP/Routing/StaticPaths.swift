/// The paths without parameters by all their bytes: open addressing over FNV-1a (Fowler, Noll and Vo), half full at
/// most. The paths are the app's own, so nobody can choose keys that collide.
struct StaticPaths: Sendable {
    private struct Place: Sendable {
        var path: [UInt8]
        var node: Int
    }

    private var places: [Place?] = []
    private var count = 0

    /// The node of a path that was inserted.
    @inline(__always)
    func node(of path: Span<UInt8>) -> Int? {
        guard count > 0 else { return nil }
        let mask = places.count &- 1
        var index = Self.hash(path) & mask
        while let place = places[index] {
            if Self.isEqual(place.path.span, path) { return place.node }
            index = (index &+ 1) & mask
        }
        return nil
    }

    mutating func insert(_ path: [UInt8], node: Int) {
        guard self.node(of: path.span) == nil else { return }
        if 2 * (count + 1) > places.count { grow() }
        place(Place(path: path, node: node))
        count += 1
    }

    private mutating func grow() {
        let known = places.compactMap { $0 }
        places = Array(repeating: nil, count: max(16, places.count * 2))
        for place in known { self.place(place) }
    }

    private mutating func place(_ new: Place) {
        var index = Self.hash(new.path.span) & (places.count - 1)
        while places[index] != nil { index = (index + 1) & (places.count - 1) }
        places[index] = new
    }

    @inline(__always)
    private static func hash(_ path: Span<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in path.indices { hash = (hash ^ UInt32(path[index])) &* 16_777_619 }
        return Int(hash)
    }

    @inline(__always)
    private static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
