/// Why the frames of a stream are no request (RFC 9113, section 8.1.1): its stream is reset with `PROTOCOL_ERROR`.
enum MalformedRequest: Error, Hashable {
    /// A pseudo-field that is missing.
    case missing(String)
    /// A field that stands twice and may stand once.
    case repeated(String)
    case unknownPseudoField
    /// A pseudo-field behind a field, or among the trailers.
    case latePseudoField
    /// A name that is no token in lower case.
    case name
    /// A value with a control character, with blanks around it, or with bytes that are no UTF-8.
    case value
    /// A field that is for a connection of HTTP/1.1 alone.
    case connectionField(String)
    case method
    case scheme
    case authority
    case path
    /// `host` names another than `:authority`.
    case otherHost
    case contentLength
    /// More or less data than `content-length` says.
    case bodyLength
    /// HEADERS behind the first that do not end the stream, or anything behind the end.
    case frameOutOfOrder
}
