/// The surrogate keys of a response: names under which it can be purged with others. Kept as hashes: two that fall together
/// are purged together, which loses nothing but a hit.
enum SurrogateKeys {
    /// A response with more is not kept: it would survive the purge of the one left out.
    static let mostKeys = 128

    /// Keys are parted by blanks (`Surrogate-Key`) or commas (`Cache-Tag`). Nil where there are too many.
    static func parse(_ values: [Range<Int>], in bytes: Span<UInt8>, _ hasher: ResponseKeyHasher) -> [UInt64]? {
        var hashes: Set<UInt64> = []
        for value in values {
            var start = value.lowerBound
            for offset in value.lowerBound...value.upperBound {
                guard offset == value.upperBound || isSeparator(bytes[offset]) else { continue }
                if offset > start { hashes.insert(hasher.hash(start..<offset, in: bytes)) }
                start = offset + 1
                guard hashes.count <= mostKeys else { return nil }
            }
        }
        return Array(hashes)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { ByteText.isBlank(byte) || byte == ByteText.comma }
}
