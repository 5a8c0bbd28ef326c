/// What no policy can pass: it would have to know the future.
enum Optimum {
    /// For entries of equal size the best there is: Belady's MIN, which evicts what is asked for last. (Belady: "A study
    /// of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.) As intervals: a
    /// request is a hit when its key was kept since the one before; at no moment may more be kept than fit.
    ///
    /// For other sizes an upper bound: every interval costs its length times its entry's bytes, and the cheapest are
    /// taken until the cache's bytes over the whole trace are used up (PFOO-L of Berger, Beckmann, Harchol-Balter:
    /// "Practical Bounds on Optimal Caching with Variable Object Sizes", POMACS 2(2), 2018).
    static func hitRatio(_ trace: Trace, byteLimit: Int) -> Double {
        let isEqual = Set(trace.sizes).count == 1
        return isEqual ? belady(trace, slots: byteLimit / (trace.sizes.first ?? 1)) : bound(trace, byteLimit: byteLimit)
    }

    private static func nextUses(_ trace: Trace) -> [Int] {
        var next = [Int](repeating: Int.max, count: trace.keys.count)
        var seen = [Int](repeating: Int.max, count: trace.keyCount)
        for position in trace.keys.indices.reversed() {
            let key = Int(trace.keys[position])
            next[position] = seen[key]
            seen[key] = position
        }
        return next
    }

    private static func belady(_ trace: Trace, slots: Int) -> Double {
        let next = nextUses(trace)
        // Each key held, under the position where it comes next; the furthest goes. Positions are unique, so a heap of
        // them with lazy removal is enough.
        var heap = MaxHeap()
        var heldUntil = [Int](repeating: -1, count: trace.keyCount)
        var held = 0
        var hits = 0
        for position in trace.keys.indices {
            let key = Int(trace.keys[position])
            if heldUntil[key] == position {
                hits += 1
                held -= 1
            }
            heldUntil[key] = -1
            guard next[position] != Int.max else { continue }
            heldUntil[key] = next[position]
            heap.push(next[position])
            held += 1
            while held > slots, let furthest = heap.pop() {
                let victim = Int(trace.keys[furthest])
                guard heldUntil[victim] == furthest else { continue }
                heldUntil[victim] = -1
                held -= 1
            }
        }
        return Double(hits) / Double(trace.keys.count)
    }

    private static func bound(_ trace: Trace, byteLimit: Int) -> Double {
        let next = nextUses(trace)
        var costs: [Int] = []
        for position in trace.keys.indices where next[position] != Int.max {
            costs.append((next[position] - position) * trace.sizes[Int(trace.keys[position])])
        }
        costs.sort()
        var left = byteLimit * trace.keys.count
        var hits = 0
        for cost in costs {
            left -= cost
            if left < 0 { break }
            hits += 1
        }
        return Double(hits) / Double(trace.keys.count)
    }
}

/// The largest first.
struct MaxHeap {
    private var items: [Int] = []

    mutating func push(_ item: Int) {
        items.append(item)
        var place = items.count - 1
        while place > 0, items[(place - 1) / 2] < items[place] {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func pop() -> Int? {
        guard let top = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return top }
        items[0] = last
        var place = 0
        while true {
            let left = 2 * place + 1
            guard left < items.count else { return top }
            let child = left + 1 < items.count && items[left + 1] > items[left] ? left + 1 : left
            guard items[child] > items[place] else { return top }
            items.swapAt(place, child)
            place = child
        }
    }
}
