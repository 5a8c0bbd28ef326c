import TenfoldCache
import TenfoldCore

/// Hashes keys under a secret of the process (SipHash-1-3, `KeyHasher` of TenfoldCache), where their bytes lie: whoever
/// chooses URLs cannot choose which of them fall together.
struct ResponseKeyHasher: Sendable {
    private let secret: (UInt64, UInt64)

    init(using random: inout some RandomNumberGenerator) { secret = (random.next(), random.next()) }

    /// Of a URL: its host without regard to case, its target as it stands.
    @inline(__always)
    func hash(_ scheme: HTTPScheme, host: Range<Int>, target: Range<Int>, in bytes: Span<UInt8>) -> UInt64 {
        var state = KeyHasher.State(secret)
        var word = UInt64(scheme.rawValue)
        var count: UInt64 = 1
        for offset in host {
            word |= UInt64(ByteText.lowercased(bytes[offset])) << (8 &* (count & 7))
            count &+= 1
            if count & 7 == 0 {
                state.add(word)
                word = 0
            }
        }
        // At most seven bytes are in the word: the count tells where the host ends.
        state.add(count << 56 | word)
        return Self.finish(&state, target, bytes)
    }

    /// Of bytes as they are: surrogate keys, selecting values.
    func hash(_ range: Range<Int>, in bytes: Span<UInt8>) -> UInt64 {
        var state = KeyHasher.State(secret)
        return Self.finish(&state, range, bytes)
    }

    func hash(_ bytes: [UInt8]) -> UInt64 { hash(0..<bytes.count, in: bytes.span) }

    @inline(__always)
    private static func finish(_ state: inout KeyHasher.State, _ range: Range<Int>, _ bytes: Span<UInt8>) -> UInt64 {
        let raw = bytes.bytes
        var offset = range.lowerBound
        while range.upperBound &- offset >= 8 {
            // Holds: the load is checked, and any eight bytes are a valid `UInt64`.
            state.add(UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset &+= 8
        }
        var word: UInt64 = 0
        for place in offset..<range.upperBound { word |= UInt64(bytes[place]) << UInt64(8 &* (place &- offset)) }
        return state.finish(UInt64(truncatingIfNeeded: range.count) << 56 | word)
    }
}
