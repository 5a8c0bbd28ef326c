/// Cuts a stream of bytes into lines of a bounded length.
struct LineSplitter: Sendable {
    /// Where a line is cut that does not end, in bytes. The rest follows as a line of its own: nothing is lost.
    /// Metric: `tenfold_up_log_lines_cut_total`.
    static let longestLine = 16_384

    private var line: [UInt8] = []
    /// How often a line was cut.
    private(set) var cuts = 0

    /// The lines that are whole now, without their ends.
    mutating func split(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(take())
            } else {
                if line.count == Self.longestLine { lines.append(cut()) }
                line.append(byte)
            }
        }
        return lines
    }

    /// What is left when the stream ends.
    mutating func end() -> [UInt8]? { line.isEmpty ? nil : take() }

    private mutating func take() -> [UInt8] {
        defer { line = [] }
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    /// Cuts before the last character, which may have begun only.
    private mutating func cut() -> [UInt8] {
        cuts += 1
        let isContinuation = { (byte: UInt8) in byte & 0xc0 == 0x80 }
        let tail = line.suffix(4).reversed().prefix(while: isContinuation).count
        let isInside = tail > 0 || (line.last ?? 0) >= 0xc0
        let kept = isInside && tail < 4 ? line.count - tail - 1 : line.count
        defer { line.removeFirst(kept) }
        return Array(line[..<kept])
    }
}
