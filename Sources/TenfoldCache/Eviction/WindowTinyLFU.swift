/// W-TinyLFU: new entries pass a small window in the order of their use; whoever leaves it must have been asked for more
/// often than those that would go for it. Einziger, Friedman, Manes: "TinyLFU: A Highly Efficient Cache Admission Policy"
/// (ACM Transactions on Storage 13(4), 2017).
///
/// Entries have sizes. A candidate may need the room of several victims: it is admitted when it is asked for more often
/// than all of them together ("aggregated victims" of Einziger, Eytan, Friedman, Manes: "Lightweight Robust Size Aware
/// Cache Management", ACM Transactions on Storage 18(3), 2022), which is right for the ratio of hits. One that is larger
/// than the window is a candidate at once. Here, a victim that nobody asked for of late goes without a contest; so each
/// contest meets 15 others at most, and the cost of an operation does not grow with the cache.
package struct WindowTinyLFU: EvictionPolicy {
    private enum Region: UInt8 { case window, probation, protected }

    private struct Node {
        var hash: UInt64
        var bytes: Int32
        var region: Region
    }

    /// The window's share of the bytes at the start, and the protected part's share of the rest.
    package static let windowShare = 0.01
    package static let protectedShare = 0.8

    /// Entries that one operation moves from list to list at most: a list whose limit fell shrinks over several.
    private static let movesAtOnce = 64
    /// Of entries, when there are fewer: ratios over less are noise.
    private static let smallestPeriod = 64

    private let byteLimit: Int
    private var windowLimit: Int
    private var protectedLimit: Int
    private var sketch: FrequencySketch
    private var climber = WindowClimber()
    private var links: [SlotList.Links] = []
    private var nodes: [Node] = []
    private var count = 0
    private var window = SlotList()
    private var probation = SlotList()
    private var protected = SlotList()

    package init(byteLimit: Int, seed: UInt64) {
        self.byteLimit = byteLimit
        sketch = FrequencySketch(seed: seed)
        (windowLimit, protectedLimit) = (0, 0)
        setWindow(to: Self.windowShare)
    }

    package private(set) var rejections = 0

    /// The sum of the bytes in use.
    package var bytes: Int { window.bytes + probation.bytes + protected.bytes }

    package mutating func admit(_ slot: Int, hash: UInt64, bytes: Int, evicted: inout [Int]) -> Bool {
        guard bytes <= byteLimit, let size = Int32(exactly: bytes) else {
            rejections += 1
            return false
        }
        record(hash, isHit: false)
        let isForWindow = bytes <= windowLimit
        if isForWindow {
            for _ in 0..<Self.movesAtOnce {
                guard window.bytes + bytes > windowLimit, let candidate = window.oldestSlot else { break }
                leaveWindow(candidate, for: bytes, &evicted)
            }
            evictVictims(self.bytes + bytes - byteLimit, &evicted)
        } else {
            let isAdmitted = contest(hash, need: self.bytes + bytes - byteLimit, &evicted)
            guard isAdmitted else {
                rejections += 1
                return false
            }
        }
        while nodes.count <= slot {
            nodes.append(Node(hash: 0, bytes: 0, region: .window))
            links.append(SlotList.Links())
        }
        nodes[slot] = Node(hash: hash, bytes: size, region: .window)
        add(slot, to: isForWindow ? .window : .probation)
        count += 1
        sketch.makeRoom(forEntries: count)
        return true
    }

    package mutating func used(_ slot: Int) {
        let node = nodes[slot]
        record(node.hash, isHit: true)
        switch node.region {
        case .window: window.renew(slot, in: &links)
        case .protected: protected.renew(slot, in: &links)
        case .probation:
            guard node.bytes <= protectedLimit else { return probation.renew(slot, in: &links) }
            move(slot, to: .protected)
            demote()
        }
    }

    package mutating func resize(_ slot: Int, to bytes: Int) -> Bool {
        let difference = bytes - Int(nodes[slot].bytes)
        guard self.bytes + difference <= byteLimit, let size = Int32(exactly: bytes) else { return false }
        nodes[slot].bytes = size
        switch nodes[slot].region {
        case .window: window.resize(by: difference)
        case .probation: probation.resize(by: difference)
        case .protected: protected.resize(by: difference)
        }
        demote()
        return true
    }

    package mutating func remove(_ slot: Int) {
        take(slot)
        count -= 1
    }

    private mutating func record(_ hash: UInt64, isHit: Bool) {
        sketch.record(hash)
        let period = max(count, Self.smallestPeriod) * FrequencySketch.samplesPerEntry
        if let share = climber.record(isHit: isHit, period: period) { setWindow(to: share) }
    }

    /// No entry moves now: those that come next push the lists into their new sizes.
    private mutating func setWindow(to share: Double) {
        windowLimit = Int(Double(byteLimit) * share)
        protectedLimit = Int(Double(byteLimit - windowLimit) * Self.protectedShare)
    }

    /// The window's oldest goes to the main part, or from the cache.
    private mutating func leaveWindow(_ candidate: Int, for bytes: Int, _ evicted: inout [Int]) {
        let size = Int(nodes[candidate].bytes)
        let missing = self.bytes + bytes - byteLimit
        take(candidate)
        // It answers for its own room only, not for all of what comes.
        if contest(nodes[candidate].hash, need: min(missing, size), &evicted) {
            add(candidate, to: .probation)
        } else {
            count -= 1
            rejections += 1
            evicted.append(candidate)
        }
    }

    /// Whether a candidate is asked for more often than those whose `need` bytes it takes; they are evicted then.
    private mutating func contest(_ hash: UInt64, need: Int, _ evicted: inout [Int]) -> Bool {
        guard need > 0 else { return true }
        let frequency = sketch.frequency(of: hash)
        var missing = need
        var rivals = 0
        var found = 0
        var next = firstVictim
        while missing > found, let victim = next {
            let rank = sketch.frequency(of: nodes[victim].hash)
            let size = Int(nodes[victim].bytes)
            next = self.victim(after: victim)
            if rank == 0 {
                evict(victim, &evicted)
                missing -= size
            } else {
                rivals += rank
                found += size
                if rivals >= frequency { return false }
            }
        }
        evictVictims(missing, &evicted)
        return true
    }

    private mutating func evictVictims(_ need: Int, _ evicted: inout [Int]) {
        var missing = need
        while missing > 0, let victim = firstVictim {
            missing -= Int(nodes[victim].bytes)
            evict(victim, &evicted)
        }
    }

    private mutating func evict(_ victim: Int, _ evicted: inout [Int]) {
        remove(victim)
        evicted.append(victim)
    }

    private var firstVictim: Int? { probation.oldestSlot ?? protected.oldestSlot ?? window.oldestSlot }

    private func victim(after slot: Int) -> Int? {
        switch nodes[slot].region {
        case .probation:
            probation.slot(newerThan: slot, in: links) ?? protected.oldestSlot ?? window.oldestSlot
        case .protected: protected.slot(newerThan: slot, in: links) ?? window.oldestSlot
        case .window: window.slot(newerThan: slot, in: links)
        }
    }

    /// What the protected part has too much goes back to probation.
    private mutating func demote() {
        for _ in 0..<Self.movesAtOnce {
            guard protected.bytes > protectedLimit, let oldest = protected.oldestSlot else { return }
            move(oldest, to: .probation)
        }
    }

    private mutating func move(_ slot: Int, to region: Region) {
        take(slot)
        add(slot, to: region)
    }

    private mutating func add(_ slot: Int, to region: Region) {
        nodes[slot].region = region
        let bytes = Int(nodes[slot].bytes)
        switch region {
        case .window: window.add(slot, bytes: bytes, in: &links)
        case .probation: probation.add(slot, bytes: bytes, in: &links)
        case .protected: protected.add(slot, bytes: bytes, in: &links)
        }
    }

    private mutating func take(_ slot: Int) {
        let bytes = Int(nodes[slot].bytes)
        switch nodes[slot].region {
        case .window: window.remove(slot, bytes: bytes, in: &links)
        case .probation: probation.remove(slot, bytes: bytes, in: &links)
        case .protected: protected.remove(slot, bytes: bytes, in: &links)
        }
    }
}
