@testable import TenfoldHTTP

/// What a client reads of the response to one request, from the bytes of a connection.
struct ResponseReading: Equatable {
    enum Ending: Equatable {
        /// Whole; behind it came so many bytes that nobody asked for.
        case whole(surplus: Int)
        /// Whole if the connection ends here.
        case untilConnectionEnd
        case incomplete
        case refused(String)
    }

    var status = 0
    var fields: [String] = []
    var body: [UInt8] = []
    var keepsConnection = false
    var interimCount = 0
    var ending = Ending.incomplete

    /// Reads bytes that come in pieces which end at `cuts`, ascending, and at the end.
    init(_ bytes: [UInt8], cutAt cuts: [Int] = [], toHead: Bool = false, limits: HTTPLimits = HTTPLimits()) {
        var reader = ResponseReader(limits: limits)
        reader.begin(toHead: toHead)
        var offset = 0
        do throws(HTTPRefusal) {
            for end in cuts + [bytes.count] where try take(bytes, from: &offset, to: end, with: &reader) {
                ending = .whole(surplus: bytes.count - offset)
                return
            }
            ending = reader.endsWithConnection ? .untilConnectionEnd : .incomplete
        } catch {
            ending = .refused(error.detail)
        }
    }

    init(_ text: String, toHead: Bool = false, limits: HTTPLimits = HTTPLimits()) {
        self.init(Array(latin1: text), toHead: toHead, limits: limits)
    }

    var isRefused: Bool { if case .refused = ending { true } else { false } }
    var isWhole: Bool { ending == .whole(surplus: 0) }

    /// True at the end of the message.
    private mutating func take(
        _ bytes: [UInt8], from offset: inout Int, to end: Int, with reader: inout ResponseReader
    ) throws(HTTPRefusal) -> Bool {
        while true {
            let unread = Array(bytes[offset..<end])
            switch try reader.next(unread.span.bytes) {
            case .needsMore(let consumed):
                offset += consumed
                return false
            case .interim(let consumed):
                interimCount += 1
                offset += consumed
            case .head:
                take(reader.head, unread)
                offset += reader.head.byteCount
            case .data(let skip, let count):
                body += unread[skip..<skip + count]
                offset += skip + count
            case .end(let consumed):
                offset += consumed
                return true
            }
        }
    }

    private mutating func take(_ head: ResponseHeadIndex, _ bytes: [UInt8]) {
        status = head.status
        keepsConnection = head.keepsConnection
        fields = head.fields.map { slot in
            let name = Array(bytes[Int(slot.nameStart)..<Int(slot.nameEnd)])
            let value = Array(bytes[Int(slot.valueStart)..<Int(slot.valueEnd)])
            return "\(name.latin1): \(value.latin1)"
        }
    }
}
