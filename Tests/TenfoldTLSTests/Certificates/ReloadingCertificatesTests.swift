import Foundation
import Metrics
import TenfoldTesting
import Testing

@testable import TenfoldTLS

@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct ReloadingCertificatesTests {
    private static let reloads = "tenfold_gateway_certificate_reloads_total"

    private func certificates(_ made: TestCertificate, now: Int = 0) throws -> ReloadingCertificates {
        try ReloadingCertificates(certificateChain: made.chain, privateKey: made.key, now: now)
    }

    @Test func `files that are the same are not loaded again`() async throws {
        let made = try await TestCertificate.make()
        let metrics = CountingMetrics()
        try withMetricsFactory(metrics) {
            let certificates = try certificates(made)
            let before = certificates.current.context
            #expect(certificates.check(now: 1) == nil)
            #expect(certificates.current.context === before)
        }
        #expect(metrics.count("\(Self.reloads){outcome=loaded}") == 0)
    }

    @Test func `a new pair takes the old one's place`() async throws {
        let made = try await TestCertificate.make(days: 2)
        let metrics = CountingMetrics()
        try await withMetricsFactory(metrics) {
            let certificates = try certificates(made)
            let before = certificates.current
            try await made.replace(name: "localhost", days: 20)
            #expect(certificates.check(now: 1) == nil)
            #expect(certificates.current.context !== before.context)
            #expect(certificates.current.validUntil > before.validUntil)
            #expect(
                metrics.value("tenfold_gateway_certificate_expiry_seconds")
                    == Double(certificates.current.validUntil - 1))
        }
        #expect(metrics.count("\(Self.reloads){outcome=loaded}") == 1)
    }

    @Test func `a pair with a fault is refused once, and the old one stays`() async throws {
        let made = try await TestCertificate.make()
        let other = try await TestCertificate.make()
        let metrics = CountingMetrics()
        try withMetricsFactory(metrics) {
            let certificates = try certificates(made)
            let before = certificates.current.context
            // The certificate is new, and its key has not come yet.
            try FileManager.default.removeItem(atPath: made.chain)
            try FileManager.default.copyItem(atPath: other.chain, toPath: made.chain)
            #expect(certificates.check(now: 1)?.code == .otherKey)
            #expect(certificates.check(now: 2) == nil)
            #expect(certificates.current.context === before)
            try FileManager.default.removeItem(atPath: made.key)
            #expect(certificates.check(now: 3)?.code == .missingFile)
            try FileManager.default.copyItem(atPath: other.key, toPath: made.key)
            #expect(certificates.check(now: 4) == nil)
            #expect(certificates.current.context !== before)
        }
        #expect(metrics.count("\(Self.reloads){outcome=failed}") == 2)
        #expect(metrics.count("\(Self.reloads){outcome=loaded}") == 1)
    }

    @Test func `a pair that is faulty from the start is no start`() async throws {
        let made = try await TestCertificate.make()
        try Data().write(to: URL(filePath: made.key))
        #expect(throws: TLSFault.self) { try certificates(made) }
    }

    @Test func `the time until the certificate ends is told, also when it is over`() async throws {
        let made = try await TestCertificate.make()
        let metrics = CountingMetrics()
        try withMetricsFactory(metrics) {
            let certificates = try certificates(made)
            let end = certificates.current.validUntil
            #expect(certificates.check(now: end - 60) == nil)
            #expect(metrics.value("tenfold_gateway_certificate_expiry_seconds") == 60)
            #expect(certificates.check(now: end + 60) == nil)
            #expect(metrics.value("tenfold_gateway_certificate_expiry_seconds") == -60)
        }
    }

    @Test func `a connection keeps its certificate, and a new one gets the new`() async throws {
        try await TransportScene.run { scene in
            let before = try Data(contentsOf: URL(filePath: scene.certificate.chain))
            let old = scene.certificate.folder.path + "/old.pem"
            try before.write(to: URL(filePath: old))
            let client = try await TLSClient.connect(scene.port, trusting: old)
            #expect(try await client.ask("/hello").hasSuffix("hello"))

            try await scene.certificate.replace(name: "renewed")
            #expect(scene.certificates.check(now: TransportScene.now) == nil)
            // Open since before.
            #expect(try await client.ask("/hello").hasSuffix("hello"))
            await client.close()
            #expect(try await scene.curl("/hello", "--http2", "-v").contains("CN=renewed"))
            await #expect(throws: TLSClient.Failed.self) {
                let late = try await TLSClient.connect(scene.port, trusting: old)
                _ = try await late.ask("/hello")
            }
        }
    }
}
