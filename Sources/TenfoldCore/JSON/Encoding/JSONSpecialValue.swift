import FoundationEssentials

/// Types whose JSON is not what their own `encode(to:)` says.
enum JSONSpecialValue {
    /// RFC 3339 in UTC with milliseconds, base64, or an address.
    case text(String)
    /// A decimal number's digits.
    case number(String)

    struct NotANumber: Error {}

    /// Nil for all other types. Throws for a decimal that is not a number.
    static func text<Value>(of value: Value) throws(NotANumber) -> Self? {
        if let date = identical(value, as: Date.self) { return .text(RFC3339.format(date)) }
        if let data = identical(value, as: Data.self) { return .text(data.base64EncodedString()) }
        if let url = identical(value, as: URL.self) { return .text(url.absoluteString) }
        if let decimal = identical(value, as: Decimal.self) {
            if decimal.isNaN { throw NotANumber() }
            return .number(decimal.description)
        }
        return nil
    }

    func append(to bytes: inout JSONByteStore) {
        switch self {
        case .text(let text): bytes.appendQuoted(text)
        case .number(let digits): bytes.append(digits.utf8.span.bytes, 0, digits.utf8.count)
        }
    }
}
