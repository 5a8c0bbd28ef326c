/// Reads the small values of a configuration file.
package enum ValueText {
    /// A number with `ms`, `s`, `m` or `h`.
    package static func duration(_ text: String) -> Duration? {
        let units: [(String, Duration)] = [
            ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3_600)),
        ]
        for (unit, length) in units where text.hasSuffix(unit) {
            guard let count = digits(text.dropLast(unit.count)), count <= 1_000_000_000 else { continue }
            return length * count
        }
        return nil
    }

    /// A number of bytes, or one with `KiB`, `MiB` or `GiB`.
    package static func bytes(_ text: String) -> Int? {
        for (unit, shift) in [("KiB", 10), ("MiB", 20), ("GiB", 30), ("B", 0)] where text.hasSuffix(unit) {
            return digits(text.dropLast(unit.count)).flatMap { $0 <= 1 << 30 ? $0 << shift : nil }
        }
        return digits(text[...])
    }

    /// A whole number without sign.
    package static func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }

    /// Lower-case letters, digits and dashes, beginning with a letter, at most 40: names become parts of file names,
    /// metrics and environment variables.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// A name or number of a host; whether it leads anywhere shows when it is used.
    package static func isHost(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let marks = Set("-._:%".utf8)
        return text.utf8.allSatisfy { isLetter($0 | 0x20) || isDigit($0) || marks.contains($0) }
    }

    /// As `duration` reads it, in the largest unit that leaves no rest.
    package static func text(of duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        for (unit, length) in [("h", 3_600_000), ("m", 60_000), ("s", 1_000)] as [(String, Int64)]
        where milliseconds >= length && milliseconds % length == 0 {
            return "\(milliseconds / length)\(unit)"
        }
        return "\(milliseconds)ms"
    }

    /// As `bytes` reads it, in the largest unit that leaves no rest.
    package static func text(ofBytes count: Int) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)]
        where count >= 1 << shift && count % (1 << shift) == 0 {
            return "\(count >> shift)\(unit)"
        }
        return "\(count)B"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}
