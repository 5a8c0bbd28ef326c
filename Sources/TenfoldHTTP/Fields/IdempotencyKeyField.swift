/// The `Idempotency-Key` field of public requests: 1 to 255 visible ASCII characters.
package enum IdempotencyKeyField {
    package static let lengthLimit = 255

    package static func isValid(_ key: String) -> Bool {
        (1...lengthLimit).contains(key.utf8.count) && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}
