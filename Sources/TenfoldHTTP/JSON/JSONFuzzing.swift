package import NIOCore

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
    package static func run(_ bytes: ByteBuffer) throws -> JSONValue? {
        let coder = StreamingJSONCoder()
        guard let value = try? coder.decode(JSONValue.self, from: bytes) else { return nil }
        var again = ByteBuffer()
        try coder.encode(value, into: &again)
        guard let second = try? coder.decode(JSONValue.self, from: again) else {
            throw Failure.isNotAccepted(again: String(buffer: again))
        }
        guard second == value else { throw Failure.differs(again: String(buffer: again)) }
        return value
    }
}
