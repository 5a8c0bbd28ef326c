import TenfoldCore

/// Reads a tar archive from its beginning to its end, in chunks. Throws `TarDamage` for what is wrong with it.
final class ArchiveReader {
    /// Names and pax headers are short; more is no backup.
    static let longestPaxHeader: Int64 = 64 << 10

    private let file: OpenFile
    private let size: Int64
    private var position: Int64 = 0
    /// Bytes of the present file that were not read yet, and the zeros behind them.
    private var rest: Int64 = 0
    private var padding = 0

    init(_ file: OpenFile) throws {
        self.file = file
        size = try file.size()
        try file.rewind()
    }

    /// The next file's header, or nil at the archive's end. What is left of the file before is passed over.
    func next() throws -> TarHeader? {
        while rest > 0 { _ = try content() }
        var pax: PaxRecords?
        while true {
            switch try TarBlock(take(TarHeader.blockBytes)) {
            case .zeros:
                guard pax == nil, try TarBlock(take(TarHeader.blockBytes)) == .zeros else {
                    throw TarDamage("its end is damaged")
                }
                return nil
            case .pax(let size):
                guard pax == nil, size <= Self.longestPaxHeader else { throw TarDamage("a pax header is damaged") }
                let body = try take(Int(size))
                _ = try take(TarHeader.padding(after: size))
                pax = try PaxRecords(body)
            case .file(var header):
                header.path = pax?.path ?? header.path
                header.size = pax?.size ?? header.size
                return try begin(header)
            }
        }
    }

    /// The next chunk of the present file; empty at its end.
    func content() throws -> [UInt8] {
        guard rest > 0 else { return [] }
        let chunk = try take(Int(min(rest, Int64(OpenFile.chunk))))
        rest -= Int64(chunk.count)
        if rest == 0 { _ = try take(padding) }
        return chunk
    }

    private func begin(_ header: TarHeader) throws -> TarHeader {
        guard header.size <= size - position else { throw TarDamage("it was cut short in \(header.path)") }
        rest = header.size
        padding = TarHeader.padding(after: header.size)
        return header
    }

    private func take(_ count: Int) throws -> [UInt8] {
        let bytes = try file.read(upTo: count)
        guard bytes.count == count else { throw TarDamage("it was cut short") }
        position += Int64(count)
        return bytes
    }
}
