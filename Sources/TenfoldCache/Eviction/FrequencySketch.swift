/// How often keys were asked for of late, within a few bytes an entry: a count-min sketch of 4-bit counters with minimal
/// increments, halved every so often. Einziger, Friedman, Manes: "TinyLFU: A Highly Efficient Cache Admission Policy"
/// (ACM Transactions on Storage 13(4), 2017), sections 3.2 to 3.4.
///
/// A key's four counters lie in one block of 64 bytes: one line of the processor's cache. There is no doorkeeper: at 16
/// counters an entry it saves memory that is little already, and costs every hit a look.
package struct FrequencySketch: Sendable {
    /// The most that a counter holds.
    package static let highest = 15
    /// Counters are halved after this many samples for each entry.
    package static let samplesPerEntry = 10
    private static let wordsPerBlock = 8
    private static let entriesPerBlock = 8

    private let seed: UInt64
    private var words: [UInt64]
    private var blockMask: UInt64
    /// The most entries there ever were.
    private var entries = 64
    private var samples = 0

    package init(seed: UInt64) {
        self.seed = seed
        let blocks = 64 / Self.entriesPerBlock
        words = Array(repeating: 0, count: blocks * Self.wordsPerBlock)
        blockMask = UInt64(blocks - 1)
    }

    /// Counts one more request for a key. Answers whether the counters were halved after it.
    @discardableResult
    package mutating func record(_ hash: UInt64) -> Bool {
        let mixed = mix(hash)
        let (first, second, third, fourth) = (place(0, mixed), place(1, mixed), place(2, mixed), place(3, mixed))
        let counts = (count(first), count(second), count(third), count(fourth))
        let least = min(min(counts.0, counts.1), min(counts.2, counts.3))
        if least < UInt64(Self.highest) {
            // Only the lowest counters rise: what other keys added to the higher ones is not made worse.
            if counts.0 == least { words[first.word] += 1 << first.shift }
            if counts.1 == least { words[second.word] += 1 << second.shift }
            if counts.2 == least { words[third.word] += 1 << third.shift }
            if counts.3 == least { words[fourth.word] += 1 << fourth.shift }
        }
        samples += 1
        guard samples >= Self.samplesPerEntry * entries else { return false }
        halve()
        return true
    }

    /// At most how often a key was asked for of late, 0 to 15.
    package func frequency(of hash: UInt64) -> Int {
        let mixed = mix(hash)
        let low = min(count(place(0, mixed)), count(place(1, mixed)))
        let high = min(count(place(2, mixed)), count(place(3, mixed)))
        return Int(min(low, high))
    }

    /// Grows so that so many entries are told apart. Doubling keeps every estimate: a key's block is chosen by low bits
    /// of its hash, so it finds a copy of its old block under one more bit.
    package mutating func makeRoom(forEntries count: Int) {
        guard count > entries else { return }
        entries = count
        while words.count / Self.wordsPerBlock * Self.entriesPerBlock < count {
            words += words
            blockMask = blockMask << 1 | 1
        }
    }

    private mutating func halve() {
        for index in words.indices { words[index] = words[index] >> 1 & 0x7777_7777_7777_7777 }
        samples /= 2
    }

    /// Two words of a block belong to each of the four rows: 32 counters.
    @inline(__always)
    private func place(_ row: UInt64, _ mixed: UInt64) -> (word: Int, shift: UInt64) {
        let choice = mixed >> (32 + 8 * row)
        let word = (mixed & blockMask) * UInt64(Self.wordsPerBlock) + 2 * row + (choice & 1)
        return (Int(truncatingIfNeeded: word), (choice >> 1 & 15) * 4)
    }

    @inline(__always)
    private func count(_ place: (word: Int, shift: UInt64)) -> UInt64 { words[place.word] >> place.shift & 15 }

    /// Secret, so that nobody can choose keys that share their counters.
    private func mix(_ hash: UInt64) -> UInt64 {
        var mixed = hash ^ seed
        mixed = (mixed ^ mixed >> 32) &* 0xd6e8_feb8_6659_fd93
        mixed = (mixed ^ mixed >> 32) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ mixed >> 32
    }
}
