package import NIOCore

/// JSON straight between bytes and `Codable` values, in the same forms as `FoundationJSONCoder`'s: RFC 3339 times, data
/// as base64, slashes as they are. Members come in the order in which a type encodes them, those of dictionaries in the
/// order of their keys; so the same value has the same bytes.
///
/// Reads what RFC 8259 allows and no more, and refuses keys that an object has twice, halves of surrogate pairs, and
/// lists and objects that are too deep inside of each other. All of it is checked before anything is decoded.
package struct StreamingJSONCoder: JSONCoder {
    private let depthLimit: Int

    /// - Parameter depthLimit: How many lists and objects may be inside of each other when reading. Types that hold
    ///   themselves need stack for each.
    package init(depthLimit: Int = 512) { self.depthLimit = depthLimit }

    package func encode<Value: Encodable>(_ value: Value, into buffer: inout ByteBuffer) throws {
        var overflow: JSONWriter?
        // Holds: the writer has the region alone, and gives it back before the closure ends, however it ends.
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 512) { region in
            let writer = JSONWriter(lending: region)
            defer { writer.end() }
            if try !writer.document(value) { try writer.writeTree(of: value) }
            guard writer.bytes.isOwned else { return writer.bytes.count }
            overflow = writer
            return 0
        }
        // What did not fit the region is in memory of the writer's own.
        overflow?.bytes.withBytes { _ = buffer.writeBytes($0) }
    }

    package func decode<Value: Decodable>(
        _ type: Value.Type, from buffer: ByteBuffer, userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) throws -> Value {
        try JSONTape(buffer, depthLimit: depthLimit, userInfo: userInfo).value(type, 0)
    }
}

extension JSONWriter {
    /// Writes the value anew, through a tree.
    fileprivate func writeTree<Value: Encodable>(of value: Value) throws {
        let tree = try TreeEncoder.document(value)
        bytes.removeAll()
        tree.write(to: &bytes)
    }
}
