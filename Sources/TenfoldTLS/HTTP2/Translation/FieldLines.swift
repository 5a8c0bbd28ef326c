import NIOCore
import NIOHPACK

/// The field lines of a response whose bytes a strict parser has passed, in the form of HTTP/2: names in lower case, and
/// without those that are for a connection of HTTP/1.1 (RFC 9113, section 8.2.2).
struct FieldLines {
    private(set) var fields: [(name: String, value: String)] = []

    /// - Parameter lines: whole lines with their ends, up to an empty one or the end of the bytes.
    init(_ lines: some Collection<UInt8>) {
        var rest = lines[...]
        while let end = rest.firstIndex(of: 0x0D), end != rest.startIndex {
            take(rest[..<end])
            // Behind CR comes LF.
            rest = rest[end...].dropFirst(2)
        }
        dropConnectionFields()
    }

    private mutating func take(_ line: some Collection<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon].map(FieldSyntax.lowercased), as: UTF8.self)
        fields.append((name, Self.text(Self.trimmed(line[colon...].dropFirst()))))
    }

    private mutating func dropConnectionFields() {
        var dropped: Set = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]
        for (_, value) in fields.filter({ $0.name == "connection" }) {
            for name in value.split(separator: ",") {
                dropped.insert(name.filter { $0 != " " && $0 != "\t" }.lowercased())
            }
        }
        fields.removeAll { dropped.contains($0.name) }
    }

    private static func trimmed(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var value = Array(bytes.drop(while: FieldSyntax.isBlank))
        while let last = value.last, FieldSyntax.isBlank(last) { value.removeLast() }
        return value
    }

    /// Bytes that are no UTF-8 are taken for ISO 8859-1, which they are mostly (RFC 9110, section 5.5): the library for
    /// HTTP/2 has text alone.
    private static func text(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

extension HPACKHeaders {
    /// The head of a response, from its bytes.
    init(responseHead head: ByteBuffer) {
        let bytes = head.readableBytesView
        // "HTTP/1.1 200", which the parser has seen.
        let status = String(decoding: bytes.dropFirst(9).prefix(3), as: UTF8.self)
        self.init([(":status", status)])
        guard let lineEnd = bytes.firstIndex(of: 0x0A) else { return }
        // These have no content, and say nothing of its length (RFC 9110, section 8.6).
        let hasNoLength = status == "204" || status.utf8.first == UInt8(ascii: "1")
        for (name, value) in FieldLines(bytes[lineEnd...].dropFirst()).fields {
            if hasNoLength, name == "content-length" { continue }
            // A secret is kept out of the table that later fields are compressed with.
            add(name: name, value: value, indexing: name == "set-cookie" ? .nonIndexable : .indexable)
        }
    }
}
