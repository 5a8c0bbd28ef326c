import NIOCore
import TenfoldHTTP

/// A stored head with what a 304 says anew (RFC 9111, sections 3.2 and 4.3.4), as a head that can be read and judged as if
/// it had come whole.
enum MergedHead {
    /// What a 304 cannot change: how the stored body is encoded and how long it is.
    private static let ofBody = ["content-length", "content-encoding", "content-range", "transfer-encoding"]
        .map { ByteText.lowercased($0) }
    private static let date = ByteText.lowercased("date")

    /// Nil where the two make no head together.
    static func make(
        _ stored: StoredResponse, renewedBy index: ResponseHeadIndex, in bytes: ByteBuffer
    ) -> (head: ResponseHeadIndex, bytes: ByteBuffer)? {
        var forwarded = ByteBuffer()
        do throws(HTTPRefusal) {
            try index.forward(bytes, isDechunked: true, closes: false, into: &forwarded)
        } catch {
            return nil
        }
        var old = stored.head.bytes
        old.writeStaticString("\r\n")
        guard let oldLines = HeadReading.read(old), let newLines = HeadReading.read(forwarded) else { return nil }
        let merged = merge(oldLines, old.readableBytesUInt8Span, newLines, forwarded.readableBytesUInt8Span)
        return HeadReading.read(merged).map { ($0, merged) }
    }

    private static func merge(
        _ old: ResponseHeadIndex, _ oldBytes: Span<UInt8>, _ new: ResponseHeadIndex, _ newBytes: Span<UInt8>
    ) -> ByteBuffer {
        // What has no date is of now, not of when the stored response was.
        var replaced = [date]
        for slot in new.fields { replaced.append(newBytes.lowercased(slot.name)) }
        replaced.removeAll { ofBody.contains($0) }
        var merged = ByteBuffer()
        merged.writeBytes(oldBytes.bytes.extracting(0..<(old.fields.first?.name.lowerBound ?? old.byteCount - 2)))
        append(old, oldBytes, without: replaced, to: &merged)
        append(new, newBytes, without: ofBody, to: &merged)
        merged.writeStaticString("\r\n")
        return merged
    }

    private static func append(
        _ lines: ResponseHeadIndex, _ source: Span<UInt8>, without names: [[UInt8]], to merged: inout ByteBuffer
    ) {
        for index in lines.fields.indices {
            let slot = lines.fields[index]
            if names.contains(where: { source.isEqual(slot.name, to: $0) }) { continue }
            let end = index + 1 < lines.fields.count ? lines.fields[index + 1].name.lowerBound : lines.byteCount - 2
            merged.writeBytes(source.bytes.extracting(slot.name.lowerBound..<end))
        }
    }
}
