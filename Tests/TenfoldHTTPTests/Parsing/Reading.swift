import TenfoldCore

@testable import TenfoldHTTP

/// What was read from the bytes of a connection: as far as a server reads, which is up to the first message that ends
/// the connection, or the first refusal.
struct Reading: Equatable {
    struct Message: Equatable {
        var method: [UInt8]
        var target: [UInt8]
        /// Nil for the asterisk form.
        var path: [UInt8]?
        var minorVersion: Int
        var fields: [Field]
        var body: [UInt8] = []
        /// The offset behind the message's last byte; nil while it is not whole.
        var end: Int?
    }

    struct Field: Equatable {
        var name: [UInt8]
        var value: [UInt8]
    }

    enum Ending: Equatable {
        /// Between two messages.
        case clean
        case insideHead
        case insideBody
        case refused(HTTPRefusal)
    }

    var messages: [Message] = []
    var flags: [RequestHeadIndex.Flags] = []
    var ending = Ending.clean
}

extension Reading {
    /// Reads bytes that come in pieces which end at `cuts`, ascending, and at the end.
    init(_ bytes: [UInt8], cutAt cuts: [Int] = [], limits: HTTPLimits = HTTPLimits()) {
        var reader = RequestReader(limits: limits)
        var offset = 0
        do throws(HTTPRefusal) {
            for end in cuts + [bytes.count] {
                guard try take(bytes, from: &offset, to: end, with: &reader) else { return }
            }
            ending = reader.isAtStart ? .clean : isInsideBody ? .insideBody : .insideHead
        } catch {
            ending = .refused(error)
        }
    }

    /// Each byte in a piece of its own.
    init(byteByByte bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) {
        self.init(bytes, cutAt: Array(0..<bytes.count), limits: limits)
    }

    /// The status of the refusal, if it was one.
    var refusedStatus: Int? {
        if case .refused(let refusal) = ending { return refusal.status.code }
        return nil
    }

    private var isInsideBody: Bool { messages.last.map { $0.end == nil } ?? false }

    /// False once the connection ends.
    private mutating func take(
        _ bytes: [UInt8], from offset: inout Int, to end: Int, with reader: inout RequestReader
    ) throws(HTTPRefusal) -> Bool {
        while true {
            let unread = Array(bytes[offset..<end])
            switch try reader.next(unread.span.bytes) {
            case .needsMore(let consumed):
                offset += consumed
                return true
            case .head:
                messages.append(Message(reader.head, Array(unread.prefix(reader.head.byteCount))))
                flags.append(reader.head.flags)
                offset += reader.head.byteCount
            case .data(let skip, let count):
                messages[messages.count - 1].body += unread[skip..<skip + count]
                offset += skip + count
            case .end(let consumed):
                offset += consumed
                messages[messages.count - 1].end = offset
                guard reader.head.keepsConnection else { return false }
            }
        }
    }
}

extension Reading.Message {
    /// Of a head's own bytes, so that an offset beyond them is noticed.
    init(_ index: RequestHeadIndex, _ bytes: [UInt8]) {
        method = Array(bytes[Int(index.methodStart)..<Int(index.methodEnd)])
        target = Array(bytes[Int(index.targetStart)..<Int(index.targetEnd)])
        path = Array(bytes[Int(index.pathStart)..<Int(index.pathEnd)])
        if index.flags.contains(.asteriskForm) { path = nil }
        minorVersion = index.flags.contains(.http10) ? 0 : 1
        fields = index.fields.map { slot in
            Reading.Field(
                name: Array(bytes[Int(slot.nameStart)..<Int(slot.nameEnd)]),
                value: Array(bytes[Int(slot.valueStart)..<Int(slot.valueEnd)]))
        }
    }
}

extension [UInt8] {
    /// A byte for each scalar: texts of tests name bytes above 0x7F so, too.
    init(latin1 text: String) { self = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    /// The reverse.
    var latin1: String { String(String.UnicodeScalarView(map { Unicode.Scalar($0) })) }
}
