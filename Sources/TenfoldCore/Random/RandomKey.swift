/// Keys that nobody can guess, and that are made once.
package enum RandomKey {
    /// 128 random bits as at most 26 letters and digits.
    package static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return String(random.next(), radix: 36) + String(random.next(), radix: 36)
    }
}
