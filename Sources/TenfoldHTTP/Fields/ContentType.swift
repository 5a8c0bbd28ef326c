/// The content types that the framework itself answers with.
package enum ContentType: Sendable {
    case text
    case json

    static let fieldName = "content-type"

    var value: String {
        switch self {
        case .text: "text/plain; charset=utf-8"
        case .json: "application/json"
        }
    }

    /// The whole field line, ready to be sent.
    var line: StaticString {
        switch self {
        case .text: "content-type: text/plain; charset=utf-8\r\n"
        case .json: "content-type: application/json\r\n"
        }
    }

    func value(ofField name: String) -> String? {
        name.utf8.count == 12 && name.isEqualIgnoringASCIICase(to: Self.fieldName) ? value : nil
    }
}
