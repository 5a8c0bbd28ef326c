import TenfoldCache
import TenfoldCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The traces, each from the same seed always.
enum Traces {
    static let requests = 1_000_000

    static func all(seed: UInt64) -> [Trace] {
        [zipf(seed: seed), scan(seed: seed), loop(), bursts(seed: seed), shift(seed: seed), sizes(seed: seed)]
    }

    /// What reads of a shop look like: few products are asked for most of the time.
    static func zipf(seed: UInt64) -> Trace {
        let zipf = ZipfDistribution(count: 100_000, exponent: 0.9)
        var random = SeededRandom(seed: seed)
        return Trace("zipf", (0..<requests).map { _ in Int32(zipf.draw(using: &random)) })
    }

    /// The same, and a crawler that walks through ever new keys: half of all requests, in runs.
    static func scan(seed: UInt64) -> Trace {
        let zipf = ZipfDistribution(count: 50_000, exponent: 0.9)
        var random = SeededRandom(seed: seed)
        var nextScanned: Int32 = 50_000
        var keys: [Int32] = []
        while keys.count < requests {
            for _ in 0..<5_000 { keys.append(Int32(zipf.draw(using: &random))) }
            for _ in 0..<5_000 {
                keys.append(nextScanned)
                nextScanned += 1
            }
        }
        return Trace("scan", keys)
    }

    /// One after the other, over and over: least recently used always evicts what comes next.
    static func loop() -> Trace {
        Trace("loop", (0..<requests).map { Int32($0 % 8_000) })
    }

    /// Keys live for a short while, as sessions do, and never come back: frequency of long ago says nothing.
    static func bursts(seed: UInt64) -> Trace {
        var random = SeededRandom(seed: seed)
        let alive = 2_000
        return Trace(
            "bursts",
            (0..<requests).map { position in
                // One new key each six requests; most requests are for keys of the last while.
                let newest = position / 6 + alive
                let age = Double.random(in: 0..<1, using: &random)
                return Int32(newest - Int(age * age * Double(alive)))
            })
    }

    /// Zipf whose popular keys change four times.
    static func shift(seed: UInt64) -> Trace {
        let zipf = ZipfDistribution(count: 20_000, exponent: 0.9)
        var random = SeededRandom(seed: seed)
        return Trace(
            "shift",
            (0..<requests).map { position in
                let phase = position * 5 / requests
                return Int32(phase * 20_000 + zipf.draw(using: &random))
            })
    }

    /// Zipf over entries of 200 bytes to 50 KB, most of them small; size says nothing of popularity.
    static func sizes(seed: UInt64) -> Trace {
        let zipf = ZipfDistribution(count: 50_000, exponent: 0.9)
        var random = SeededRandom(seed: seed)
        let keys = (0..<requests).map { _ in Int32(zipf.draw(using: &random)) }
        return Trace("sizes", keys) { _ in
            let share = Double.random(in: 0..<1, using: &random)
            return Int(200 / power(1 - share * 0.998, 0.9))
        }
    }
}
