package import TenfoldCore

/// Under what a command runs: who sent which message with which key, and what was in it.
package struct CommandKey: Hashable, Sendable {
    /// A 16-byte digest of principal, message name and idempotency key.
    package let scope: [UInt8]
    /// An HMAC of the body: the same scope with another body is a mistake of the caller.
    package let fingerprint: [UInt8]
    /// Where the command's transaction runs, and the key's row lives.
    package let bucket: Bucket

    package init(scope: [UInt8], fingerprint: [UInt8], bucket: Bucket) {
        self.scope = scope
        self.fingerprint = fingerprint
        self.bucket = bucket
    }
}
