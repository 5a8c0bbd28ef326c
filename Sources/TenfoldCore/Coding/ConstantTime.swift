/// Comparing secrets.
package enum ConstantTime {
    /// Whether two secrets are equal. The time it takes does not tell how much of `given` was right; only its length shows.
    package static func areEqual(_ given: some Collection<UInt8>, _ secret: some Collection<UInt8>) -> Bool {
        guard given.count == secret.count else { return false }
        return zip(given, secret).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
