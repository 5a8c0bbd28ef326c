import NIOHPACK

@testable import TenfoldTLS

/// The fields of a request, with pseudo-fields that are in order unless said otherwise; nil leaves one out.
func requestFields(
    method: String? = "GET", scheme: String? = "https", authority: String? = "shop.test", path: String? = "/",
    _ fields: [(String, String)] = []
) -> HPACKHeaders {
    let pseudo: [(String, String?)] = [
        (":method", method), (":scheme", scheme), (":authority", authority), (":path", path),
    ]
    return HPACKHeaders(pseudo.compactMap { name, value in value.map { (name, $0) } } + fields)
}

extension HPACKHeaders {
    /// The fields as lines of text.
    var text: String { map { "\($0.name): \($0.value)\n" }.joined() }
}
