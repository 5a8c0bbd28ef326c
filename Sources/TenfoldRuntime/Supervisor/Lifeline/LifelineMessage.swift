/// What a child says to `up` on its lifeline: a line of text each.
package enum LifelineMessage: Sendable, Hashable {
    /// It runs. Said every 250 ms by a thread that does nothing else.
    case beat
    /// It serves; its health and metrics are at this address, where it has one.
    case ready(adminAddress: String?)
    /// It takes no new work.
    case draining

    /// Nil for a line that this version does not know.
    package init?(line: some StringProtocol) {
        let words = line.split(separator: " ", maxSplits: 1)
        switch words.first {
        case "beat" where words.count == 1: self = .beat
        case "draining" where words.count == 1: self = .draining
        case "ready": self = .ready(adminAddress: words.count == 2 ? String(words[1]) : nil)
        default: return nil
        }
    }

    /// The line, its end included.
    package var line: String {
        switch self {
        case .beat: "beat\n"
        case .ready(let address?): "ready \(address.filter { !$0.isNewline })\n"
        case .ready(nil): "ready\n"
        case .draining: "draining\n"
        }
    }
}

/// Cuts what comes on a lifeline into messages. Lines that are unknown or longer than 512 bytes are skipped.
package struct LifelineReader: Sendable {
    private static let longestLine = 512
    private var line: [UInt8] = []
    private var isTooLong = false

    package init() {}

    package mutating func read(_ bytes: some Sequence<UInt8>) -> [LifelineMessage] {
        var messages: [LifelineMessage] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if !isTooLong, let message = LifelineMessage(line: String(decoding: line, as: UTF8.self)) {
                    messages.append(message)
                }
                line.removeAll(keepingCapacity: true)
                isTooLong = false
            } else if line.count == Self.longestLine {
                isTooLong = true
            } else {
                line.append(byte)
            }
        }
        return messages
    }
}
