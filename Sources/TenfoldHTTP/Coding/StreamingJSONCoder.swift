package import NIOCore
import TenfoldCore

/// `StreamingJSON` in the bytes of messages; in the same forms as `FoundationJSONCoder`'s.
package struct StreamingJSONCoder: JSONCoder {
    private let depthLimit: Int

    /// - Parameter depthLimit: How many lists and objects may be inside of each other when reading.
    package init(depthLimit: Int = StreamingJSON.depthLimit) { self.depthLimit = depthLimit }

    package func encode<Value: Encodable>(_ value: Value, into buffer: inout ByteBuffer) throws {
        var large: [UInt8]?
        // Holds: the region is lent until `encode` returns.
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 512) { region in
            switch try StreamingJSON.encode(value, into: region) {
            case .written(let count): return count
            case .tooLarge(let bytes):
                large = bytes
                return 0
            }
        }
        if let large { buffer.writeBytes(large) }
    }

    package func decode<Value: Decodable>(
        _ type: Value.Type, from buffer: ByteBuffer, userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) throws -> Value {
        // A copy: a decoder that somebody keeps must not keep the bytes of the connection.
        let bytes = Array(buffer.readableBytesView)
        return try StreamingJSON.decode(type, from: bytes, depthLimit: depthLimit, userInfo: userInfo)
    }
}
