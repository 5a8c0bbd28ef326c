import Foundation
import TenfoldTesting

/// A certificate that was made for one test, with its key: signed by itself, so that it is its own trust root.
struct TestCertificate {
    let folder: TestFolder
    var chain: String { folder.path + "/certificate.pem" }
    var key: String { folder.path + "/key.pem" }

    /// For `localhost` and the loopback address.
    static func make(name: String = "localhost", days: Int = 2) async throws -> TestCertificate {
        let certificate = TestCertificate(folder: try TestFolder())
        try await certificate.replace(name: name, days: days)
        return certificate
    }

    /// Another pair takes its place.
    func replace(name: String, days: Int = 2) async throws {
        let exit = try await Tool.openssl.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            key + ".new", "-out", chain + ".new", "-days", "\(days)", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ])
        guard exit.code == 0 else { throw Failed(output: exit.output) }
        // As a tool that renews certificates does it.
        for path in [chain, key] {
            guard rename(path + ".new", path) == 0 else { throw Failed(output: "rename: \(errno)") }
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let output: String
        var description: String { "no certificate: \(output)" }
    }
}
