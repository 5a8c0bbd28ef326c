/// Cuts a stream of bytes into lines of a bounded length.
struct LineSplitter: Sendable {
    /// Where a line is cut that does not end, in bytes. The rest follows as a line of its own: nothing is lost.
    /// Metric: `tenfold_up_log_lines_cut_total`.
    static let longestLine = 16_384

    private var line: [UInt8] = []
    /// How often a line was cut.
    private(set) var cuts = 0

    /// The lines that are whole now, without their ends.
    mutating func split(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            add(rest[..<end], cutTo: &lines)
            lines.append(take())
            rest = rest[(end + 1)...]
        }
        add(rest, cutTo: &lines)
        return lines
    }

    private mutating func add(_ piece: ArraySlice<UInt8>, cutTo lines: inout [[UInt8]]) {
        var rest = piece
        while line.count + rest.count > Self.longestLine {
            let room = Self.longestLine - line.count
            line += rest.prefix(room)
            rest = rest.dropFirst(room)
            lines.append(cut())
        }
        line += rest
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
