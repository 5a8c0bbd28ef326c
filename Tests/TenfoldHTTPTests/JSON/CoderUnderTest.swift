import FoundationEssentials
import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

/// The coders that must agree on every shape.
enum CoderUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case foundation, streaming

    var testDescription: String { rawValue }

    private var coder: any JSONCoder {
        switch self {
        case .foundation: FoundationJSONCoder()
        case .streaming: StreamingJSONCoder()
        }
    }

    func encode<Value: Encodable>(_ value: Value) throws -> String {
        var buffer = ByteBuffer()
        try coder.encode(value, into: &buffer)
        return String(buffer: buffer)
    }

    func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, _ json: String, userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) throws -> Value {
        try coder.decode(type, from: ByteBuffer(string: json), userInfo: userInfo)
    }

    /// What decoding throws, without its words.
    func failure<Value: Decodable>(_ type: Value.Type, _ json: String) -> Failure? {
        do {
            _ = try decode(type, json)
            return nil
        } catch { return Failure(error) }
    }
}

/// An error of `Codable`: its kind, and where it was.
struct Failure: Equatable {
    var kind: String
    var path: [String]

    init(_ kind: String, _ path: String...) {
        self.kind = kind
        self.path = path
    }

    init(_ error: any Error) {
        let context: DecodingError.Context?
        switch error {
        case DecodingError.typeMismatch(_, let found): (kind, context) = ("mismatch", found)
        case DecodingError.valueNotFound(_, let found): (kind, context) = ("no value", found)
        case DecodingError.keyNotFound(let key, let found): (kind, context) = ("no key \(key.stringValue)", found)
        case DecodingError.dataCorrupted(let found): (kind, context) = ("corrupted", found)
        case EncodingError.invalidValue(_, let found):
            kind = "invalid"
            path = found.codingPath.map(\.stringValue)
            return
        default: (kind, context) = (String(describing: error), nil)
        }
        path = context?.codingPath.map(\.stringValue) ?? []
    }
}
