import NIOCore
import NIOHPACK

/// Frames of HTTP/2 as a client may write them, malformed ones too.
enum RawFrame {
    static let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    static func frame(_ kind: UInt8, flags: UInt8 = 0, stream: Int = 0, _ payload: ByteBuffer = ByteBuffer())
        -> ByteBuffer
    {
        var bytes = ByteBuffer()
        bytes.writeInteger(UInt8(payload.readableBytes >> 16))
        bytes.writeInteger(UInt16(payload.readableBytes & 0xFFFF))
        bytes.writeMultipleIntegers(kind, flags, UInt32(stream))
        bytes.writeImmutableBuffer(payload)
        return bytes
    }

    static func data(_ text: String, stream: Int, ends: Bool = false) -> ByteBuffer {
        frame(0, flags: ends ? 1 : 0, stream: stream, ByteBuffer(string: text))
    }

    /// Without compression, so that each stands alone.
    static func headers(_ fields: HPACKHeaders, stream: Int, ends: Bool = true) throws -> ByteBuffer {
        frame(1, flags: ends ? 5 : 4, stream: stream, try block(fields))
    }

    static func block(_ fields: HPACKHeaders) throws -> ByteBuffer {
        var block = ByteBuffer()
        for (name, value, _) in fields {
            block.writeInteger(UInt8(0))
            for text in [name, value] {
                writeLength(text.utf8.count, &block)
                block.writeString(text)
            }
        }
        return block
    }

    /// RFC 7541, section 5.1, with a prefix of seven bits.
    private static func writeLength(_ length: Int, _ block: inout ByteBuffer) {
        guard length >= 127 else {
            block.writeInteger(UInt8(length))
            return
        }
        block.writeInteger(UInt8(127))
        var rest = length - 127
        while rest >= 128 {
            block.writeInteger(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        block.writeInteger(UInt8(rest))
    }

    static func priority(stream: Int) -> ByteBuffer { frame(2, stream: stream, ByteBuffer(bytes: [0, 0, 0, 0, 16])) }

    static func reset(stream: Int) -> ByteBuffer { frame(3, stream: stream, ByteBuffer(integer: UInt32(8))) }

    static func settings(_ settings: [(UInt16, UInt32)] = [], isAnswer: Bool = false) -> ByteBuffer {
        var payload = ByteBuffer()
        for (name, value) in settings { payload.writeMultipleIntegers(name, value) }
        return frame(4, flags: isAnswer ? 1 : 0, payload)
    }

    static func ping() -> ByteBuffer { frame(6, ByteBuffer(integer: UInt64(1))) }

    static func goAway() -> ByteBuffer { frame(7, ByteBuffer(integer: UInt64(0))) }

    static func windowUpdate(_ increment: UInt32, stream: Int = 0) -> ByteBuffer {
        frame(8, stream: stream, ByteBuffer(integer: increment))
    }

    static func continuation(_ block: ByteBuffer, stream: Int, ends: Bool = false) -> ByteBuffer {
        frame(9, flags: ends ? 4 : 0, stream: stream, block)
    }
}

/// A frame that the gateway wrote.
struct ReceivedFrame: Equatable {
    var kind: UInt8
    var flags: UInt8
    var stream: Int
    var payload: ByteBuffer

    var ends: Bool { flags & 1 != 0 }
    var text: String { String(buffer: payload) }
    /// Of RST_STREAM.
    var resetCode: UInt32? { kind == 3 ? payload.getInteger(at: payload.readerIndex) : nil }
    /// Of GOAWAY.
    var goAwayCode: UInt32? { kind == 7 ? payload.getInteger(at: payload.readerIndex + 4) : nil }
    var goAwayLastStream: UInt32? { kind == 7 ? payload.getInteger(at: payload.readerIndex) : nil }
}
