/// The JSON of values that are stored (replies, events, step outcomes): one form for all modules and versions.
///
/// Times are RFC 3339 in UTC with milliseconds. Members are in the order of their keys, so that a type whose properties
/// change places still has the same bytes.
package enum StoredJSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        try StreamingJSON.encode(value, sortsMembers: true)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from bytes: [UInt8]) throws -> Value {
        try StreamingJSON.decode(type, from: bytes)
    }
}
