import NIOCore
import TenfoldHTTP

/// What of a response's head is not kept, apart from what is for one connection: what is of the moment, of a proxy
/// (RFC 9111, section 3.1), for one client, or written anew.
struct WithheldFields {
    private static let always = ["age", "trailer", "proxy-authenticate", "proxy-authentication-info"]
        .map { ByteText.lowercased($0) }
    private static let length = ByteText.lowercased("content-length")
    private static let cookie = ByteText.lowercased("set-cookie")

    private var names = always

    /// - Parameters:
    ///   - bytes: begin with the head.
    ///   - toHead: the response answers HEAD, and its length is that of the answer to GET.
    ///   - forOneClient: nobody else gets it, so that what is for one client stays.
    init(_ facts: ResponseFacts, _ bytes: ByteBuffer, policy: HTTPCachePolicy, toHead: Bool, forOneClient: Bool) {
        if !toHead { names.append(Self.length) }
        if policy.stripsSurrogateKeys { names += policy.surrogateNames }
        guard !forOneClient else { return }
        let span = bytes.readableBytesUInt8Span
        names.append(Self.cookie)
        for name in facts.directives.withheld { names.append(span.lowercased(name)) }
    }

    func contains(_ slot: FieldSlot, _ bytes: Span<UInt8>) -> Bool {
        for name in names where bytes.isEqual(slot.name, to: name) { return true }
        return false
    }
}
