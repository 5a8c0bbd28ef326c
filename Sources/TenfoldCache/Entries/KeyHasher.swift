/// SipHash-1-3 under a secret: who chooses keys cannot choose where they fall. Aumasson, Bernstein: "SipHash: a fast
/// short-input PRF" (INDOCRYPT 2012). Our own instead of `Hasher`, so that a cache with a seed can be replayed.
package struct KeyHasher: Sendable {
    private let secret: (UInt64, UInt64)

    package init(secret: (UInt64, UInt64)) { self.secret = secret }

    package init(using random: inout some RandomNumberGenerator) { self.init(secret: (random.next(), random.next())) }

    package func hash(_ space: UInt64, high: UInt64, low: UInt64) -> UInt64 {
        var state = State(secret)
        state.add(space)
        state.add(high)
        state.add(low)
        return state.finish(24 << 56)
    }

    package func hash(_ space: UInt64, _ text: String) -> UInt64 {
        var state = State(secret)
        state.add(space)
        var word: UInt64 = 0
        var count: UInt64 = 8
        for byte in text.utf8 {
            word |= UInt64(byte) << (8 * (count & 7))
            count += 1
            guard count & 7 == 0 else { continue }
            state.add(word)
            word = 0
        }
        return state.finish(count << 56 | word)
    }

    /// A hash on its way, word by word, for keys that lie in pieces.
    package struct State {
        private var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64)

        package init(_ secret: (UInt64, UInt64)) {
            a = secret.0 ^ 0x736f_6d65_7073_6575
            b = secret.1 ^ 0x646f_7261_6e64_6f6d
            c = secret.0 ^ 0x6c79_6765_6e65_7261
            d = secret.1 ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        package mutating func add(_ word: UInt64) {
            d ^= word
            round()
            a ^= word
        }

        @inline(__always)
        package mutating func finish(_ last: UInt64) -> UInt64 {
            add(last)
            c ^= 0xff
            round()
            round()
            round()
            return a ^ b ^ c ^ d
        }

        @inline(__always)
        private mutating func round() {
            a &+= b
            b = b << 13 | b >> 51
            b ^= a
            a = a << 32 | a >> 32
            c &+= d
            d = d << 16 | d >> 48
            d ^= c
            a &+= d
            d = d << 21 | d >> 43
            d ^= a
            c &+= b
            b = b << 17 | b >> 47
            b ^= c
            c = c << 32 | c >> 32
        }
    }
}
