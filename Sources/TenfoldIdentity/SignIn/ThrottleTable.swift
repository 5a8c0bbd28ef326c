import Crypto
import TenfoldResilience

/// Token buckets by key, at most `capacity` of them.
///
/// When it is full, a new key takes the place of the fullest of 16 buckets drawn at random. A full bucket is lost
/// without any effect, and a nearly full one with little; the bucket of an account that is under attack is nearly
/// empty, so it goes only if all those drawn are as empty. To free one account an attacker must thus first use up most
/// of the table's buckets as far, one guess at a time, and each of those guesses is charged to an address. Evicting the
/// oldest instead would cost one guess a key.
struct ThrottleTable<Random: RandomNumberGenerator> {
    /// 128 bits of the key's SHA-256: a fixed size whatever a caller sends, and no email addresses in memory.
    private struct Key: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ text: String) {
            var words: (UInt64, UInt64) = (0, 0)
            for (index, byte) in SHA256.hash(data: Array(text.utf8)).enumerated().prefix(16) {
                if index < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
            }
            (high, low) = words
        }
    }

    private struct Slot {
        var key: Key
        var bucket: TokenBucket
    }

    private let limit: TokenBucket.Limit
    private let capacity: Int
    private var random: Random
    private var slots: [Slot] = []
    private var places: [Key: Int] = [:]

    init(limit: TokenBucket.Limit, capacity: Int, random: Random) {
        self.limit = limit
        self.capacity = max(1, capacity)
        self.random = random
    }

    var count: Int { slots.count }

    /// How long until the key has a token; nil when it has one.
    func wait(for key: String, now: Duration) -> Duration? {
        guard let place = places[Key(key)] else { return nil }
        guard case .refused(let wait) = slots[place].bucket.peek(under: limit, now: now) else { return nil }
        return wait
    }

    /// Takes a token of the key, into debt if there is none. True when another key was forgotten for it before its
    /// bucket was full.
    mutating func charge(_ key: String, now: Duration) -> Bool {
        let key = Key(key)
        if let place = places[key] {
            slots[place].bucket.charge(under: limit, now: now)
            return false
        }
        var isLossy = false
        if slots.count == capacity {
            let place = placeToFree()
            isLossy = !slots[place].bucket.isFull(now: now)
            remove(at: place)
        }
        var slot = Slot(key: key, bucket: TokenBucket())
        slot.bucket.charge(under: limit, now: now)
        places[key] = slots.count
        slots.append(slot)
        return isLossy
    }

    /// Gives the key a full bucket.
    mutating func forget(_ key: String) {
        if let place = places[Key(key)] { remove(at: place) }
    }

    private mutating func placeToFree() -> Int {
        var fullest = Int.random(in: slots.indices, using: &random)
        for _ in 1..<16 {
            let other = Int.random(in: slots.indices, using: &random)
            if slots[other].bucket.isFuller(than: slots[fullest].bucket) { fullest = other }
        }
        return fullest
    }

    private mutating func remove(at place: Int) {
        places[slots[place].key] = nil
        let last = slots.removeLast()
        guard place < slots.count else { return }
        slots[place] = last
        places[last.key] = place
    }
}
