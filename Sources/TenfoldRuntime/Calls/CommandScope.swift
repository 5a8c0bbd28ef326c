import Crypto
import TenfoldCore

/// Who sent which command under which key: the identity of one attempt and all its retries.
struct CommandScope: Sendable {
    /// The secret under which bodies are compared, so that a stored fingerprint tells nothing about a body.
    let fingerprintKey: SymmetricKey

    /// 16 bytes of the SHA-256 over principal, message name and key.
    static func digest(principal: Principal?, message: String, key: String) -> [UInt8] {
        var hash = SHA256()
        for part in [principal?.id ?? "", message, key] {
            var length = UInt32(part.utf8.count).bigEndian
            // Safe: the hash only reads the bytes, within the closure.
            withUnsafeBytes(of: &length) { hash.update(bufferPointer: $0) }
            hash.update(data: Array(part.utf8))
        }
        return Array(hash.finalize().prefix(16))
    }

    /// 16 bytes of the HMAC-SHA-256 over the command's JSON: another body under the same key is found out.
    func fingerprint(of command: some Command) throws -> [UInt8] {
        let body = try StoredJSON.encode(command)
        return Array(HMAC<SHA256>.authenticationCode(for: body, using: fingerprintKey).prefix(16))
    }

    /// The bucket of a command: its key's, the principal's, or one from the idempotency key, so that a retry finds it
    /// again.
    static func bucket(of command: some Command, principal: Principal?, key: String) throws -> Bucket {
        guard let routing = command.key else { return Bucket(hashing: key) }
        guard routing.meansPrincipal else { return routing.bucket }
        guard let principal else {
            throw Refusal.unauthenticated("tenfold.unauthenticated", "Sign in first: this needs a valid bearer token.")
        }
        return principal.id(as: Nothing.self)?.bucket ?? Bucket(hashing: principal.id)
    }

    /// The key of a command that came without one.
    ///
    /// Sent while an event or another command is handled, it follows from those and from its own content: when they are
    /// handled again, it is the same command, and gets its first reply. Otherwise it is random.
    static func key(for message: String, fingerprint: [UInt8], sentFrom call: Call) -> String {
        guard let cause = call.event?.id.description ?? call.idempotencyKey else { return RandomKey.make() }
        let content = fingerprint.map { String($0, radix: 36) }.joined(separator: "-")
        return "\(cause)/\(message)/\(content)"
    }
}
