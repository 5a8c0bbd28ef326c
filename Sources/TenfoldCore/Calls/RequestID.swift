/// The id under which a request is found in logs and answers: 1 to 64 of `A-Z a-z 0-9 . _ -`, so harmless in a header,
/// a log, a file's name and a shell.
///
/// An id that this app made is kept as two numbers: text is made only where it is asked for.
public struct RequestID: Sendable, Hashable, CustomStringConvertible {
    private enum Storage: Hashable {
        case made(UInt64, UInt64)
        case given(String)
    }

    /// The header that carries it, in and out.
    package static let fieldName = "X-Request-Id"
    /// The longest id that is taken from a caller, in bytes.
    package static let longest = 64

    private let storage: Storage

    /// A caller's own id, or nil where it is not one that we hand on.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.longest, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        storage = .given(text)
    }

    /// A new id: 32 hexadecimal digits laid out as a UUIDv7 (RFC 9562), so that ids sort by their time.
    ///
    /// - Parameters:
    ///   - high, low: random numbers; of `high` the last 12 bits count.
    package init(atMilliseconds milliseconds: Int64, high: UInt64, low: UInt64) {
        let time = UInt64(bitPattern: milliseconds) & 0xffff_ffff_ffff
        storage = .made(
            time << 16 | 0x7000 | (high & 0xfff), (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000)
    }

    /// Zeros, for a place that is not filled yet.
    package static let none = RequestID(storage: .made(0, 0))

    private init(storage: Storage) { self.storage = storage }

    /// The id as it is written.
    public var description: String {
        switch storage {
        case .made(let high, let low): Hexadecimal.text(high, low)
        case .given(let text): text
        }
    }

    /// The two numbers of an id that was made here, for writers that need no text.
    package var words: (high: UInt64, low: UInt64)? {
        if case .made(let high, let low) = storage { (high, low) } else { nil }
    }

    public static func == (left: RequestID, right: RequestID) -> Bool {
        switch (left.storage, right.storage) {
        case (.made(let a, let b), .made(let c, let d)): a == c && b == d
        default: left.description == right.description
        }
    }

    public func hash(into hasher: inout Hasher) { description.hash(into: &hasher) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
