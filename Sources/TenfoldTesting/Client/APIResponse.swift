import FoundationEssentials

/// An HTTP answer, whole.
public struct APIResponse: Sendable {
    /// The status code.
    public let status: Int
    /// The header fields in their order.
    public let fields: [(name: String, value: String)]
    /// The body's bytes.
    public let body: [UInt8]

    /// An answer of its parts.
    public init(status: Int, fields: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The first field of that name, in any case.
    public subscript(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    public var json: JSON { (try? JSONDecoder().decode(JSON.self, from: Data(body))) ?? .null }
}

extension APIResponse: CustomStringConvertible {
    /// Status, fields and body, for a failed expectation.
    public var description: String {
        "\(status) " + fields.map { "\($0.name): \($0.value)" }.joined(separator: "; ") + "\n" + text
    }
}
