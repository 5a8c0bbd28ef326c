/// Judges the extensions of chunks, which mean nothing here (RFC 9112, section 7.1.1): `;name`, `;name=token` or
/// `;name="quoted string"`, without the blanks that old senders put between.
struct ChunkExtensions {
    fileprivate enum Stage {
        case separator, nameStart, name, valueStart, value, quoted, escaped, quotedEnd
    }

    private var stage = Stage.separator
    private var byteCount = 0
    private let byteLimit: Int

    /// The limit is for the extensions of one body together: a byte of data may not cost kilobytes of framing each.
    init(byteLimit: Int) { self.byteLimit = byteLimit }

    mutating func reset() {
        stage = .separator
        byteCount = 0
    }

    /// Takes the next byte in, from a `;` behind the chunk size on; true for the CR that ends the line.
    mutating func take(_ byte: UInt8) throws(HTTPRefusal) -> Bool {
        if byte == 0x0D, stage.mayEnd {
            stage = .separator
            return true
        }
        byteCount += 1
        guard byteCount <= byteLimit else { throw .extensionsTooLong(limit: byteLimit) }
        guard let following = stage.following(byte) else { throw .badExtension }
        stage = following
        return false
    }
}

extension ChunkExtensions.Stage {
    fileprivate var mayEnd: Bool {
        switch self {
        case .name, .value, .quotedEnd: true
        case .separator, .nameStart, .valueStart, .quoted, .escaped: false
        }
    }

    /// The stage behind that byte, or nil if the byte must not stand there.
    fileprivate func following(_ byte: UInt8) -> Self? {
        switch (self, byte) {
        case (.separator, 0x3B), (.name, 0x3B), (.value, 0x3B), (.quotedEnd, 0x3B): .nameStart
        case (.name, 0x3D): .valueStart
        case (.valueStart, 0x22): .quoted
        case (.quoted, 0x22): .quotedEnd
        case (.quoted, 0x5C): .escaped
        case (.nameStart, _), (.name, _): ASCII.isTokenByte(byte) ? .name : nil
        case (.valueStart, _), (.value, _): ASCII.isTokenByte(byte) ? .value : nil
        case (.quoted, _), (.escaped, _): ASCII.isValueByte(byte) ? .quoted : nil
        case (.separator, _), (.quotedEnd, _): nil
        }
    }
}

extension HTTPRefusal {
    fileprivate static let badExtension = HTTPRefusal.syntax(
        "A chunk extension is a semicolon, a name, and perhaps an equals sign with a token or quoted string.")

    static func extensionsTooLong(limit: Int) -> HTTPRefusal {
        HTTPRefusal(.badRequest, "The chunk extensions are longer than \(limit) bytes.", limit: .headerBytes)
    }
}
