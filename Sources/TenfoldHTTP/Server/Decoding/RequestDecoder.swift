import NIOCore
import NIOHTTP1

/// What comes out of the decoder, for the handler behind it.
typealias DecodedRequestPart = HTTPServerRequestPart

/// NIOHTTP1's request decoder with our limits, an eye on when a head begins, and refusals for its errors.
final class RequestDecoder: ByteToMessageDecoder {
    typealias InboundOut = DecodedRequestPart

    private let inner: HTTPRequestDecoder
    private let limits: HTTPLimits
    private let connection: Connection
    private var sawEndOfRequestLine = false

    init(limits: HTTPLimits, connection: Connection) {
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderFieldSize = limits.headerBytes
        bounds.maxHeaderListSize = limits.headerBytes
        // The handler counts exactly; this is a stop for what never ends.
        bounds.maxHeaderFieldCount = limits.headerCount * 2 + 16
        inner = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: bounds)
        self.limits = limits
        self.connection = connection
    }

    func decoderAdded(context: ChannelHandlerContext) { inner.decoderAdded(context: context) }

    func decoderRemoved(context: ChannelHandlerContext) { inner.decoderRemoved(context: context) }

    func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let isAtHead = connection.bytesArrived()
        if isAtHead { sawEndOfRequestLine = false }
        let unread = buffer
        do {
            let state = try inner.decode(context: context, buffer: &buffer)
            if !sawEndOfRequestLine { sawEndOfRequestLine = unread.hasLineFeed }
            return state
        } catch {
            throw judged(error, unread: unread)
        }
    }

    func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        let unread = buffer
        do {
            return try inner.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
        } catch {
            throw judged(error, unread: unread)
        }
    }

    /// What an error means that the inner decoder sent down the pipeline by itself.
    static func refusal(for error: any Error) -> HTTPRefusal {
        guard let error = error as? HTTPParserError else { return .undecodable }
        return error == .invalidVersion ? .unknownVersion : .undecodable
    }

    private func judged(_ error: any Error, unread: ByteBuffer) -> any Error {
        guard let error = error as? HTTPParserError else { return error }
        switch error {
        case .invalidEOFState: return RequestCutShort()
        case .headerOverflow: return overflow(unread)
        case .invalidVersion: return HTTPRefusal.unknownVersion
        case .invalidMethod where unread.beginsWithMethodToken:
            return HTTPRefusal(.notImplemented, "This server does not know the method.")
        default: return HTTPRefusal.syntax("The request is not well-formed HTTP/1.1: \(error).")
        }
    }

    private func overflow(_ unread: ByteBuffer) -> HTTPRefusal {
        let isTarget = !sawEndOfRequestLine && (unread.bytesToLineFeed ?? .max) > limits.targetBytes
        return isTarget ? .targetTooLong(limit: limits.targetBytes) : .headTooLarge(limit: limits.headerBytes)
    }
}

/// The client closed its side in the middle of a request: nobody is left to be told.
struct RequestCutShort: Error {}

extension ByteBuffer {
    fileprivate var bytesToLineFeed: Int? {
        let view = readableBytesView
        return view.firstIndex(of: 0x0A).map { $0 - view.startIndex }
    }

    fileprivate var hasLineFeed: Bool { bytesToLineFeed != nil }

    fileprivate var beginsWithMethodToken: Bool {
        let token = readableBytesView.prefix(24).prefix { (0x41...0x5A).contains($0) || $0 == 0x2D }
        return token.count > 0 && token.count < 24 && readableBytesView.dropFirst(token.count).first == 0x20
    }
}
