import TenfoldCore

/// Spoils bytes a little, as an attacker or a broken sender would.
struct Mutator {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.pick([0, 0, 0, 1, 1, 2, 3]) where !bytes.isEmpty { mutateOnce(&bytes) }
        return bytes
    }

    private mutating func mutateOnce(_ bytes: inout [UInt8]) {
        let place = place(in: bytes)
        switch random.number(0...8) {
        case 0: bytes[place] = UInt8(random.number(0...255))
        case 1: bytes[place] ^= 1 << UInt8(random.number(0...7))
        case 2: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place..<min(place + random.number(1...8), bytes.count))
        case 4: bytes.insert(contentsOf: slice(of: bytes), at: place)
        case 5: bytes.removeSubrange(place...)
        case 6: bytes[place] = random.pick(Self.bytes)
        default: bytes.insert(contentsOf: Array(latin1: random.pick(Self.pieces)), at: place)
        }
    }

    /// Anywhere, or where lines end and begin.
    private mutating func place(in bytes: [UInt8]) -> Int {
        let place = random.number(0...bytes.count - 1)
        guard random.chance(1, in: 2) else { return place }
        return bytes[place...].firstIndex { $0 == 0x0D || $0 == 0x0A || $0 == 0x3A || $0 == 0x20 } ?? place
    }

    private mutating func slice(of bytes: [UInt8]) -> [UInt8] {
        let start = random.number(0...bytes.count - 1)
        return Array(bytes[start..<min(start + random.number(1...40), bytes.count)])
    }

    private static let bytes: [UInt8] = [
        0x00, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x2C, 0x30, 0x3A, 0x3B, 0x7F, 0x80, 0xFF,
    ]
    private static let pieces = [
        "\r\n", "\n", "\r", "\r\r\n", "\r\n\r\n", "\r\n ", " ", "\t", "\u{0}", ":", ",", ";", "0x", "+", "-", "\"",
        "\r\nContent-Length: 5", "\r\nTransfer-Encoding: chunked", "\r\nHost: b", "\r\nConnection: close",
        "\r\nTransfer-Encoding: gzip", "\r\nConnection: upgrade\r\nUpgrade: x", "0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.0", "\u{80}", "chunked", "999999999999999999999", "\r\n:", "; a=b",
    ]
}
