import NIOCore
import TenfoldCore

/// A problem document (RFC 9457) for the refusals of the server itself, which no route had a say in.
package struct Problem: Sendable {
    package var status: HTTPStatus
    package var detail: String

    package init(status: HTTPStatus, detail: String) {
        self.status = status
        self.detail = detail
    }

    /// The problem as a response. `type` is `about:blank`: the status says all that programs need.
    package func response(fields: HTTPFields = [:]) -> Response {
        var body = Array("{\"type\":\"about:blank\",\"title\":".utf8)
        JSONText.append(status.reason, to: &body)
        body.append(contentsOf: ",\"status\":\(status.code),\"detail\":".utf8)
        JSONText.append(detail, to: &body)
        body.append(UInt8(ascii: "}"))
        var fields = fields
        fields["content-type"] = "application/problem+json"
        return Response(status: status, fields: fields, body: .buffer(ByteBuffer(bytes: body)))
    }
}
