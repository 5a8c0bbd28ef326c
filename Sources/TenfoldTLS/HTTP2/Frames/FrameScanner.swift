import NIOCore

/// Finds the headers of the frames in one direction of a connection, however its bytes are split. It judges nothing.
struct FrameScanner {
    /// Bytes before the next header: the rest of a payload, or what a client sends before its first frame.
    private var skip: Int
    /// The beginning of a header that is not whole yet.
    private var partial: [UInt8] = []

    /// The client's connection preface (RFC 9113, section 3.4).
    static let clientPreface = 24

    init(skipping count: Int) { skip = count }

    /// The next header in the bytes, which are taken as far as its end; nil where there is none.
    mutating func next(_ bytes: inout ByteBuffer) -> FrameHeader? {
        let skipped = min(skip, bytes.readableBytes)
        bytes.moveReaderIndex(forwardBy: skipped)
        skip -= skipped
        guard skip == 0 else { return nil }
        while partial.count < FrameHeader.byteCount {
            guard let byte = bytes.readInteger(as: UInt8.self) else { return nil }
            partial.append(byte)
        }
        let header = FrameHeader(
            length: Int(partial[0]) << 16 | Int(partial[1]) << 8 | Int(partial[2]), kind: partial[3],
            flags: partial[4], stream: partial[5...8].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF)
        partial.removeAll(keepingCapacity: true)
        skip = header.length
        return header
    }
}
