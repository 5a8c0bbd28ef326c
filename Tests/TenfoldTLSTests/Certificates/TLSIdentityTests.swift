import Foundation
import TenfoldTesting
import Testing

@testable import TenfoldTLS

/// What can be wrong with a server's files, and how it is told.
@Suite(.serialized, .timeLimit(.minutes(1)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct TLSIdentityTests {
    private func fault(_ chain: String, _ key: String) -> TLSFault? {
        do throws(TLSFault) {
            _ = try TLSIdentity(certificateChain: chain, privateKey: key)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a pair that fits is taken`() async throws {
        let made = try await TestCertificate.make(days: 10)
        let identity = try TLSIdentity(certificateChain: made.chain, privateKey: made.key)
        #expect(identity.validUntil - identity.validFrom == 10 * 86_400)
    }

    @Test func `a file that is not there`() async throws {
        let made = try await TestCertificate.make()
        let missing = made.folder.path + "/missing.pem"
        #expect(fault(missing, made.key)?.code == .missingFile)
        #expect(fault(made.chain, missing)?.code == .missingFile)
        #expect(fault(made.chain, missing)?.message.contains(missing) == true)
    }

    @Test func `a file that is something else`() async throws {
        let made = try await TestCertificate.make()
        let other = made.folder.path + "/other.pem"
        for text in ["", "hello", "-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----\n"] {
            try Data(text.utf8).write(to: URL(filePath: other))
            #expect(fault(other, made.key)?.code == .unreadableCertificate)
            #expect(fault(made.chain, other)?.code == .unreadableKey)
            #expect(fault(made.chain, other)?.message.contains(other) == true)
        }
        #expect(fault(made.key, made.key)?.code == .unreadableCertificate)
        #expect(fault(made.chain, made.chain)?.code == .unreadableKey)
    }

    @Test func `a key with a passphrase`() async throws {
        let made = try await TestCertificate.make()
        let locked = made.folder.path + "/locked.pem"
        let exit = try await Tool.openssl.run([
            "pkcs8", "-topk8", "-in", made.key, "-out", locked, "-passout", "pass:secret",
        ])
        #expect(exit.code == 0)
        #expect(fault(made.chain, locked)?.code == .unreadableKey)
    }

    @Test func `a key of another certificate`() async throws {
        let one = try await TestCertificate.make()
        let other = try await TestCertificate.make()
        let fault = fault(one.chain, other.key)
        #expect(fault?.code == .otherKey)
        #expect(fault?.message.contains(one.chain) == true && fault?.message.contains(other.key) == true)
    }
}
