import FoundationEssentials
package import NIOCore

extension HTTPRefusal {
    /// The refusal as the bytes of a response, with a problem document.
    package func bytes(closes: Bool, isHead: Bool, keepsAlive: Bool) -> ByteBuffer {
        response.bytes(closes: closes, isHead: isHead, keepsAlive: keepsAlive)
    }
}

extension Response {
    /// The response as bytes. Its body is there as a whole.
    ///
    /// - Parameters:
    ///   - closes: the connection ends behind it.
    ///   - isHead: it answers HEAD, and has no content.
    ///   - keepsAlive: the client speaks HTTP/1.0 and is told that the connection goes on.
    package func bytes(closes: Bool, isHead: Bool, keepsAlive: Bool) -> ByteBuffer {
        var bytes = ByteBuffer()
        do throws(ResponseEncoder.InvalidField) {
            try ResponseEncoder.encodeHead(
                self, framing: status.forbidsContent ? .none : .length(body.length ?? 0),
                connection: closes ? .close : keepsAlive ? .keepAlive : .unsaid,
                date: HTTPDate.fieldLine(secondsSince1970: Int(Date().timeIntervalSince1970)),
                inlineBody: isHead ? .empty : body.storage, into: &bytes)
        } catch {
            return ByteBuffer(
                string: "HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        }
        return bytes
    }
}
