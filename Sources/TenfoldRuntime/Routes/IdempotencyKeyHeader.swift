import TenfoldCore
import TenfoldHTTP

/// The `Idempotency-Key` field of public requests: 1 to 255 visible ASCII characters.
enum IdempotencyKeyHeader {
    static let lengthLimit = 255

    static func checked(_ key: String) throws -> String {
        guard (1...lengthLimit).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw Refusal(
                .malformed, code: "tenfold.bad-idempotency-key",
                "Idempotency-Key must be 1 to \(lengthLimit) visible ASCII characters.")
        }
        return key
    }
}
