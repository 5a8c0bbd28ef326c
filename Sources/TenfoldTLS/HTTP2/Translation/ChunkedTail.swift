import NIOCore
import NIOHPACK

/// What stood between the last data of a chunked body and its end: the trailers are in it.
struct ChunkedTail {
    private var bytes: [UInt8] = []

    mutating func add(_ framing: ByteBuffer) { bytes.append(contentsOf: framing.readableBytesView) }

    /// There was data behind it: it was framing alone.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// The trailers; nil where there are none. Once the body has ended.
    var trailers: HPACKHeaders? {
        // The end of the chunk before, if there was one; the line of the last chunk; the trailers; the empty line.
        let lines = bytes.starts(with: [0x0D, 0x0A]) ? bytes.dropFirst(2) : bytes[...]
        guard let lineEnd = lines.firstIndex(of: 0x0A) else { return nil }
        let fields = FieldLines(lines[lineEnd...].dropFirst()).fields
        return fields.isEmpty ? nil : HPACKHeaders(fields.map { ($0.name, $0.value) })
    }
}
