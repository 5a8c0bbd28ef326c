import FoundationEssentials
package import NIOCore
import TenfoldCore

/// The one place where JSON meets bytes: coders can be changed behind it.
package protocol JSONCoder: Sendable {
    /// Appends the JSON of `value`. On an error the buffer is as it was.
    func encode<Value: Encodable>(_ value: Value, into buffer: inout ByteBuffer) throws
    /// Reads a value from the readable bytes.
    func decode<Value: Decodable>(
        _ type: Value.Type, from buffer: ByteBuffer, userInfo: [CodingUserInfoKey: any Sendable]
    ) throws -> Value
}

/// Foundation's coder in a fixed configuration: RFC 3339 times (read with or without fractions, written in UTC with
/// milliseconds), slashes as they are, keys in order, so that the same value has the same bytes.
package struct FoundationJSONCoder: JSONCoder {
    package init() {}

    package func encode<Value: Encodable>(_ value: Value, into buffer: inout ByteBuffer) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        encoder.dateEncodingStrategy = .rfc3339
        buffer.writeBytes(try encoder.encode(value))
    }

    package func decode<Value: Decodable>(
        _ type: Value.Type, from buffer: ByteBuffer, userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) throws -> Value {
        let decoder = JSONDecoder()
        decoder.userInfo = userInfo
        decoder.dateDecodingStrategy = .rfc3339
        return try decoder.decode(type, from: Data(buffer.readableBytesView))
    }
}
