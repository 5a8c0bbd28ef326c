/// Comparing secrets.
package enum ConstantTime {
    /// Whether two secrets are equal. The time it takes does not tell how much of `given` was right; only its length shows.
    package static func areEqual(_ given: some Collection<UInt8>, _ secret: some Collection<UInt8>) -> Bool {
        // Over plain memory: a generic loop runs unspecialized here, at hundreds of times the cost a byte.
        withBytes(of: given) { given in
            withBytes(of: secret) { secret in haveEqualBytes(given, secret) }
        }
    }

    // Safe: indices of the one, which is as long as the other.
    private static func haveEqualBytes(
        _ given: UnsafeBufferPointer<UInt8>, _ secret: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard given.count == secret.count else { return false }
        var difference: UInt8 = 0
        for index in given.indices { difference |= given[index] ^ secret[index] }
        return difference == 0
    }

    // Safe: the pointer stays within the closure.
    private static func withBytes(
        of bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        bytes.withContiguousStorageIfAvailable(body) ?? Array(bytes).withUnsafeBufferPointer(body)
    }
}
