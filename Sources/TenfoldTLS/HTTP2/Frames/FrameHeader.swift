/// The nine bytes before a frame's payload (RFC 9113, section 4.1).
struct FrameHeader: Equatable {
    /// Of the payload, in bytes.
    var length: Int
    var kind: UInt8
    var flags: UInt8
    var stream: UInt32

    static let byteCount = 9

    static let data: UInt8 = 0x0
    static let headers: UInt8 = 0x1
    static let goAway: UInt8 = 0x7
    static let windowUpdate: UInt8 = 0x8
    /// The highest kind that RFC 9113 knows.
    static let continuation: UInt8 = 0x9
}
