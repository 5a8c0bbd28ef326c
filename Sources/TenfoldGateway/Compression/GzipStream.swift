import CZlib
import NIOCore

/// A body on its way into gzip (RFC 1952), piece by piece: about 256 KiB of memory, which serve one body after another.
final class GzipStream {
    /// Of both the window and the format: 15 is the largest window, and 16 more are gzip and not zlib's own.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8
    /// What compressed bytes are taken in.
    private static let step = 16 * 1024

    // Holds: zlib keeps pointers into it, so it is memory of its own that stays where it is, freed once, by `deinit`.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter level: from 1, the fastest, to 9.
    /// - Returns: nil where there is no memory for it.
    init?(level: Int) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, Self.windowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Begins with another body.
    func reset() { deflateReset(stream) }

    /// What of the body has to go out by now.
    enum Flush {
        /// As much as fills a block.
        case none
        /// All that was given: somebody waits for it.
        case everything
        /// All of it, and the body's end.
        case end

        fileprivate var code: Int32 {
            switch self {
            case .none: Z_NO_FLUSH
            case .everything: Z_SYNC_FLUSH
            case .end: Z_FINISH
            }
        }
    }

    /// Takes a piece, and writes what comes out so far.
    func compress(_ piece: ByteBuffer, _ flush: Flush, into out: inout ByteBuffer) {
        // Holds: zlib only reads from the piece, and only until the closure ends.
        piece.withUnsafeReadableBytes { bytes in
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: bytes.bindMemory(to: Bytef.self).baseAddress)
            stream.pointee.avail_in = UInt32(bytes.count)
            while takeOut(flush, into: &out) {}
            stream.pointee.next_in = nil
        }
    }

    /// Whether there may be more: the room was filled.
    private func takeOut(_ flush: Flush, into out: inout ByteBuffer) -> Bool {
        var isFull = false
        // Holds: zlib writes no more than the room that it is told of.
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.step) { room in
            stream.pointee.next_out = room.bindMemory(to: Bytef.self).baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            deflate(stream, flush.code)
            isFull = stream.pointee.avail_out == 0
            stream.pointee.next_out = nil
            return room.count - Int(stream.pointee.avail_out)
        }
        return isFull
    }
}
