import NIOCore
import TenfoldHTTP

/// Reads heads that this cache has written, with the parser that all others pass.
enum HeadReading {
    private static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.headerBytes = Int(UInt16.max)
        limits.headerCount = 1_000
        return limits
    }()

    /// Nil where the bytes are no whole head of a final response.
    static func read(_ bytes: ByteBuffer) -> ResponseHeadIndex? {
        var reader = ResponseReader(limits: limits)
        reader.begin(toHead: true)
        guard case .head? = try? reader.next(bytes.readableBytesSpan) else { return nil }
        return reader.head
    }
}
