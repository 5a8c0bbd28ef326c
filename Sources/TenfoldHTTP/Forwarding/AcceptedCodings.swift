package import NIOCore

extension RequestHeadIndex {
    /// Whether the client takes bodies in gzip (RFC 9110, section 12.5.3): it names it, or anything, and not with a weight
    /// of zero.
    package func acceptsGzip(in bytes: ByteBuffer) -> Bool {
        var anything = false
        for range in values(of: .acceptEncoding, in: bytes) {
            for item in bytes.text(range).lowercased().split(separator: ",") {
                let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
                guard let coding = parts.first else { continue }
                let isTaken = !parts.dropFirst().contains { $0.isWeightOfZero }
                if coding == "gzip" || coding == "x-gzip" { return isTaken }
                if coding == "*" { anything = isTaken }
            }
        }
        return anything
    }
}

extension FieldName {
    fileprivate static let acceptEncoding = FieldName("accept-encoding")
}

extension String {
    /// `q=0`, with up to three more zeros (RFC 9110, section 12.4.2).
    fileprivate var isWeightOfZero: Bool {
        hasPrefix("q=0") && dropFirst(3).allSatisfy { $0 == "." || $0 == "0" }
    }
}
