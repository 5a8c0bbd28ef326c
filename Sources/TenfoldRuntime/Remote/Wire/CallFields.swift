import TenfoldCore
import TenfoldHTTP

/// The context of a call as the fields of an HTTP request: standard ones where there are any, `Tenfold-Call` for the
/// rest.
///
/// - `Connect-Timeout-Ms`: the time that is left; none means 30 s.
/// - `Idempotency-Key`: under which a command runs.
/// - `traceparent`, `tracestate`, `X-Request-Id`.
/// - `X-Forwarded-For`: the one address that the request came from.
/// - `Tenfold-Session`: what the caller has written lately (`SessionText`); the answer tells what the call wrote.
enum CallFields {
    static let timeout = "Connect-Timeout-Ms"
    /// Ten digits are the protocol's bound.
    static let longestTimeout = Duration.milliseconds(9_999_999_999)
    /// For calls that say nothing of their time.
    static let defaultTimeout = Duration.seconds(30)

    /// Adds what a server must know of `call`.
    ///
    /// - Parameter remaining: the time left, rounded down to milliseconds, but never to none.
    static func write(
        _ call: Call, key: String?, attempt: Int, remaining: Duration, into fields: inout HTTPFields
    ) throws {
        let milliseconds = max(1, min(remaining, longestTimeout).wholeMilliseconds)
        fields.append(timeout, String(milliseconds))
        if let key { fields.append("Idempotency-Key", key) }
        if let id = call.requestID { fields.append(RequestID.fieldName, id.description) }
        if let trace = call.trace {
            fields.append("traceparent", trace.traceparent)
            if let tracestate = trace.tracestate { fields.append("tracestate", tracestate) }
        }
        if let entries = call.session?.entries, !entries.isEmpty {
            fields.append(SessionTokens.fieldName, SessionText.write(entries))
        }
        if let address = call.remoteAddress, ClientAddressField.isValid(address) {
            fields.append(ClientAddressField.name, address)
        }
        let rest = WireCall(call, attempt: attempt)
        if !rest.isEmpty {
            fields.append(WireCall.fieldName, String(decoding: try StreamingJSON.encode(rest), as: UTF8.self))
        }
    }

    /// The call that a request tells of. Throws `Refusal` (`malformed`) for fields that cannot be understood.
    static func read(_ request: Request) throws -> Call {
        var call = Call(trace: request.trace, requestID: request.id)
        if let address = request.fields[ClientAddressField.name] {
            guard ClientAddressField.isValid(address) else {
                throw malformed(ClientAddressField.name, String(address.prefix(80)))
            }
            call.remoteAddress = address
        }
        if let text = request.fields[WireCall.fieldName] { try rest(text).apply(to: &call) }
        if let key = request.idempotencyKey {
            guard IdempotencyKeyField.isValid(key) else { throw malformed("Idempotency-Key", key) }
            call.idempotencyKey = key
        }
        call.deadline = .now + (try timeLeft(request))
        call.isForwarded = true
        return call
    }

    private static func timeLeft(_ request: Request) throws -> Duration {
        guard let text = request.fields[timeout] else { return defaultTimeout }
        guard text.utf8.count <= 10, let milliseconds = Int64(text), milliseconds >= 0 else {
            throw malformed(timeout, text)
        }
        return .milliseconds(milliseconds)
    }

    private static func rest(_ text: String) throws -> WireCall {
        guard text.utf8.count <= WireCall.longest,
            let rest = try? StreamingJSON.decode(WireCall.self, from: Array(text.utf8))
        else { throw malformed(WireCall.fieldName, String(text.prefix(80))) }
        return rest
    }

    private static func malformed(_ field: String, _ value: String) -> Refusal {
        Refusal(.malformed, code: "tenfold.bad-call-field", "The field \(field) cannot be understood: \(value).")
    }
}

extension Duration {
    /// Rounded down.
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
