/// JSON straight between bytes and `Codable` values: RFC 3339 times, data as base64, slashes as they are. Members come in
/// the order in which a type encodes them, those of dictionaries in the order of their keys; so the same value has the
/// same bytes.
///
/// Reads what RFC 8259 allows and no more, and refuses keys that an object has twice, halves of surrogate pairs, and
/// lists and objects that are too deep inside of each other. All of it is checked before anything is decoded.
package enum StreamingJSON {
    /// How many lists and objects may be inside of each other when reading. Types that hold themselves need stack for
    /// each.
    package static let depthLimit = 512

    /// What became of a document that was written to lent memory.
    package enum Output {
        /// So many of its bytes are the document.
        case written(Int)
        /// It had no room; this is the document.
        case tooLarge([UInt8])
    }

    /// Writes the JSON of `value` into `region`.
    ///
    /// - Parameter sortsMembers: puts the members of every object in the order of their keys.
    /// - Throws: what the value throws, and `EncodingError` for what JSON has no form for.
    // Holds: the writer has the region alone, and gives it back before this returns, however it returns.
    package static func encode<Value: Encodable>(
        _ value: Value, into region: UnsafeMutableRawBufferPointer, sortsMembers: Bool = false
    ) throws -> Output {
        let writer = JSONWriter(lending: region, sortsMembers: sortsMembers)
        defer { writer.end() }
        if try !writer.document(value) { try writer.writeTree(of: value, sortsMembers: sortsMembers) }
        return writer.bytes.isOwned
            ? .tooLarge(writer.bytes.copy(0..<writer.bytes.count)) : .written(writer.bytes.count)
    }

    /// The JSON of `value`; throws as the other does.
    package static func encode(_ value: some Encodable, sortsMembers: Bool = false) throws -> [UInt8] {
        var large: [UInt8]?
        // Holds: the region is lent until `encode` returns.
        let small = try [UInt8](unsafeUninitializedCapacity: 512) { region, count in
            switch try encode(value, into: UnsafeMutableRawBufferPointer(region), sortsMembers: sortsMembers) {
            case .written(let written): count = written
            case .tooLarge(let bytes): large = bytes
            }
        }
        return large ?? small
    }

    /// The value of a document. Throws `DecodingError`.
    package static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from bytes: [UInt8], depthLimit: Int = depthLimit,
        userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) throws -> Value {
        try JSONTape(bytes, depthLimit: depthLimit, userInfo: userInfo).value(type, 0)
    }
}

extension JSONWriter {
    /// Writes the value anew, through a tree.
    fileprivate func writeTree<Value: Encodable>(of value: Value, sortsMembers: Bool) throws {
        let tree = try TreeEncoder.document(value)
        bytes.removeAll()
        tree.write(to: &bytes, sortsMembers: sortsMembers)
    }
}
