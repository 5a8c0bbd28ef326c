import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import TenfoldHTTP

/// What NIOHTTP1's decoder, which is llhttp, makes of the bytes of a connection.
struct StockReading {
    struct Message {
        var head: HTTPRequestHead
        var body: [UInt8] = []
        /// Whether it is whole; behind which byte is known if the bytes came one by one.
        var isWhole = false
        var end: Int?
    }

    var messages: [Message] = []
    var error: (any Error)?

    /// All bytes at once.
    init(_ bytes: [UInt8]) { self.init(pieces: [bytes[...]]) }

    init(byteByByte bytes: [UInt8]) { self.init(pieces: bytes.indices.map { bytes[$0...$0] }) }

    private init(pieces: [ArraySlice<UInt8>]) {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        for piece in pieces where error == nil {
            do {
                try channel.writeInbound(ByteBuffer(bytes: piece))
                try channel.throwIfErrorCaught()
            } catch { self.error = error }
            while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
                take(part, behind: piece.endIndex)
            }
        }
        // What a closed channel says of a message that is not whole does not matter.
        _ = try? channel.finish()
    }

    private mutating func take(_ part: HTTPServerRequestPart, behind offset: Int) {
        switch part {
        case .head(let head): messages.append(Message(head: head))
        case .body(let buffer): messages[messages.count - 1].body += Array(buffer.readableBytesView)
        case .end:
            messages[messages.count - 1].isWhole = true
            messages[messages.count - 1].end = offset
        }
    }
}
