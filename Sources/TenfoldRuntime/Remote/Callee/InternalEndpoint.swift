import FoundationEssentials
import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Answers one message on the internal port: the Connect protocol's unary form, with JSON.
final class InternalEndpoint<Body: Message>: Sendable {
    private let slot: MessageSlot<Body>
    private let door: InternalDoor
    private let admission: AdmissionDesk
    private let coder = StreamingJSONCoder()
    private let bodyLimitBytes: Int

    init(slot: MessageSlot<Body>, door: InternalDoor, admission: AdmissionDesk, bodyLimitBytes: Int) {
        self.slot = slot
        self.door = door
        self.admission = admission
        self.bodyLimitBytes = bodyLimitBytes
    }

    func respond(to request: Request) async -> Response {
        var response = await door.respond(to: request) { [slot, coder, admission] call in
            let message = try await message(of: request)
            let run = try slot.bound()
            let reply = try await admission.run(call) { try await run(message, call.idempotencyKey) }
            return try ConnectAnswer.make(for: reply, coder: coder)
        }
        // Callers keep back what would be turned away.
        let level = admission.level
        if level > 0 { response.fields.append(AdmissionDesk.fieldName, String(level)) }
        return response
    }

    private func message(of request: Request) async throws -> Body {
        let body = request.method == .get ? try QueryInAddress.body(of: request) : try await bodyOfPost(request)
        // The usual case without a thought for what may be wrong; then once more, to tell all that is.
        if let message = try? coder.decode(Body.self, from: body) { return message }
        return try MessageBodyDecoding.message(Body.self, address: .none, body: body, coder: coder)
    }

    private func bodyOfPost(_ request: Request) async throws -> ByteBuffer {
        let type = request.fields["Content-Type"] ?? ""
        guard type.utf8.prefix(16).elementsEqual("application/json".utf8) else {
            throw Refusal(
                .malformed, code: "tenfold.bad-content-type",
                "The Content-Type must be application/json, not \(type.isEmpty ? "missing" : type).")
        }
        return try await request.body.collect(upTo: bodyLimitBytes)
    }
}

/// A query in the address of a GET: `?encoding=json&message=…`, the message percent-encoded, or with `base64=1` in
/// base64 for addresses.
enum QueryInAddress {
    static func body(of request: Request) throws -> ByteBuffer {
        let items = Dictionary(request.queryItems.map { ($0.name, $0.value) }) { first, _ in first }
        guard items["encoding"] == "json", let message = items["message"] else {
            throw malformed("A GET needs `encoding=json` and `message=`, in its address.")
        }
        guard items["base64"] == "1" else { return ByteBuffer(string: message) }
        guard let bytes = decoded(message) else { throw malformed("The message is not base64 for addresses.") }
        return ByteBuffer(bytes: bytes)
    }

    private static func decoded(_ text: String) -> Data? {
        let standard = String(
            text.map { character in
                switch character {
                case "-": "+"
                case "_": "/"
                default: character
                }
            })
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }

    private static func malformed(_ sentence: String) -> Refusal {
        Refusal(.malformed, code: "tenfold.bad-connect-get", sentence)
    }
}
