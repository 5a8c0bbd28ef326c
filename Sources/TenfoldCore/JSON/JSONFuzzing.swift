/// What a fuzzer holds the coder to.
package enum JSONFuzzing {
    /// What went wrong with bytes that were accepted.
    package enum Failure: Error {
        case isNotAccepted(again: String)
        case differs(again: String)
    }

    /// Decodes the bytes; nil where they are refused. What is accepted is encoded and decoded again, and must be the
    /// same: throws `Failure` where it is not.
    @discardableResult
    package static func run(_ bytes: [UInt8]) throws -> JSONValue? {
        guard let value = try? StreamingJSON.decode(JSONValue.self, from: bytes) else { return nil }
        let again = try StreamingJSON.encode(value)
        guard let second = try? StreamingJSON.decode(JSONValue.self, from: again) else {
            throw Failure.isNotAccepted(again: String(decoding: again, as: UTF8.self))
        }
        guard second == value else { throw Failure.differs(again: String(decoding: again, as: UTF8.self)) }
        return value
    }
}
