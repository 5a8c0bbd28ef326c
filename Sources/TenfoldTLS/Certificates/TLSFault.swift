/// What is wrong with a certificate, a key, or the trust in those of others: with the file, and what to do.
package struct TLSFault: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case missingFile = "tls_missing_file"
        case unreadableCertificate = "tls_unreadable_certificate"
        case unreadableKey = "tls_unreadable_key"
        case otherKey = "tls_other_key"
        case unusable = "tls_unusable"
    }

    package let code: Code
    package let message: String

    package var description: String { message }

    static func missingFile(_ path: String) -> TLSFault {
        TLSFault(
            code: .missingFile,
            message: "\(path) cannot be read: it is not there, may not be read, or is larger than such a file is.")
    }

    static func unreadableCertificate(_ path: String) -> TLSFault {
        TLSFault(
            code: .unreadableCertificate,
            message: "\(path) holds no certificate in PEM form, which begins with \"-----BEGIN CERTIFICATE-----\".")
    }

    static func unreadableKey(_ path: String) -> TLSFault {
        TLSFault(
            code: .unreadableKey,
            message: "\(path) holds no private key in PEM form without a passphrase, which begins with \"-----BEGIN\" "
                + "and \"PRIVATE KEY-----\".")
    }

    static func otherKey(_ key: String, _ certificate: String) -> TLSFault {
        TLSFault(
            code: .otherKey,
            message:
                "The private key in \(key) does not belong to the first certificate in \(certificate). Take the key "
                + "with which the certificate was asked for; the server's certificate stands before those of its issuers."
        )
    }

    static func unusable(_ reason: String) -> TLSFault {
        TLSFault(code: .unusable, message: "TLS cannot be set up: \(reason).")
    }
}
