import FoundationEssentials
import TenfoldCore

/// An error as the Connect protocol writes it (https://connectrpc.com/docs/protocol#error-end-stream), with ours, whole,
/// in its first detail.
struct ConnectError: Codable, Hashable {
    struct Detail: Codable, Hashable {
        /// `tenfold.Refusal` or `tenfold.Fault`.
        var type: String
        /// The JSON of ours, in base64 without padding.
        var value: String
    }

    var code: String
    var message: String
    var details: [Detail]?
}

/// A fault between two processes of one app.
struct WireFault: Codable, Hashable {
    var code: String
    var detail: String
}

extension ConnectError {
    private static let refusalType = "tenfold.Refusal"
    private static let faultType = "tenfold.Fault"

    init(_ refusal: Refusal) throws {
        self.init(
            code: Self.code(of: refusal.kind), message: refusal.detail,
            details: [Detail(type: Self.refusalType, value: try Self.text(of: refusal))])
    }

    init(_ fault: Fault) throws {
        self.init(
            code: Self.code(of: fault.code), message: fault.detail,
            details: [
                Detail(
                    type: Self.faultType,
                    value: try Self.text(of: WireFault(code: fault.code.name, detail: fault.detail)))
            ])
    }

    /// The error that was thrown on the other side; what the protocol's own code says where it told none of ours.
    var original: any Error {
        for detail in details ?? [] {
            switch detail.type {
            case Self.refusalType:
                if let refusal: Refusal = Self.value(of: detail.value) { return refusal }
            case Self.faultType:
                if let fault: WireFault = Self.value(of: detail.value) {
                    return Fault(Fault.Code(fault.code), fault.detail)
                }
            default: continue
            }
        }
        return Fault(Self.faultCode(of: code), message)
    }

    /// The HTTP status that the protocol gives the code.
    var status: Int { Self.statuses[code] ?? 500 }

    private static let statuses = [
        "canceled": 499, "unknown": 500, "invalid_argument": 400, "deadline_exceeded": 504, "not_found": 404,
        "already_exists": 409, "permission_denied": 403, "resource_exhausted": 429, "failed_precondition": 400,
        "aborted": 409, "out_of_range": 400, "unimplemented": 501, "internal": 500, "unavailable": 503,
        "data_loss": 500, "unauthenticated": 401,
    ]

    private static func code(of kind: Refusal.Kind) -> String {
        switch kind {
        case .malformed, .invalid: "invalid_argument"
        case .unauthenticated: "unauthenticated"
        case .forbidden: "permission_denied"
        case .notFound: "not_found"
        case .conflict: "failed_precondition"
        case .tooManyRequests: "resource_exhausted"
        }
    }

    private static func code(of fault: Fault.Code) -> String {
        switch fault {
        case .deadlineExceeded: "deadline_exceeded"
        case .unavailable, .overloaded, .wrongShard, .storageFull: "unavailable"
        case .cancelled: "canceled"
        case .unknownOutcome: "unknown"
        case .undeclared: "unimplemented"
        default: "internal"
        }
    }

    private static func faultCode(of code: String) -> Fault.Code {
        switch code {
        case "deadline_exceeded": .deadlineExceeded
        // An old build that does not answer this message yet, beside new ones that do.
        case "unavailable", "unimplemented": .unavailable
        case "canceled": .cancelled
        case "unknown": .unknownOutcome
        default: .programming
        }
    }

    private static func text(of value: some Encodable) throws -> String {
        let text = Data(try StreamingJSON.encode(value)).base64EncodedString()
        return String(text.prefix { $0 != "=" })
    }

    private static func value<Value: Decodable>(of text: String) -> Value? {
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: padded) else { return nil }
        return try? StreamingJSON.decode(Value.self, from: Array(bytes))
    }
}
