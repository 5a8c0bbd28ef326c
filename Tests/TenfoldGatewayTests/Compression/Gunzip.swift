import CZlib
import NIOCore

/// Undoes gzip, by zlib itself.
enum Gunzip {
    struct NotGzip: Error { let code: Int32 }

    static func bytes(_ compressed: [UInt8], most: Int = 64 << 20) throws -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw NotGzip(code: Z_MEM_ERROR)
        }
        defer { inflateEnd(&stream) }
        var input = compressed
        var output: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 64 << 10)
        return try input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let code = room.withUnsafeMutableBufferPointer { room in
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(room.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
                output += room[..<(room.count - Int(stream.avail_out))]
                if code == Z_STREAM_END { return output }
                guard code == Z_OK, output.count <= most else { throw NotGzip(code: code) }
            }
        }
    }
}
