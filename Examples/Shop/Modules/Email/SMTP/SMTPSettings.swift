import FoundationEssentials
import Tenfold

/// Which mail server to use: `smtp://user:password@host:port`, user, password and port (25) as wanted.
struct SMTPSettings: Sendable {
    let host: String
    let port: Int
    let credentials: SMTPCredentials?

    /// Nil where none is set. Throws `SettingFault`.
    init?(_ configuration: ModuleConfiguration) throws {
        guard let address = configuration["smtp"], !address.isEmpty else { return nil }
        let form = "must be smtp://host:port or smtp://user:password@host:port"
        guard let url = URLComponents(string: address, encodingInvalidCharacters: false) else {
            throw SettingFault(key: "smtp", sentence: form)
        }
        guard url.scheme?.lowercased() == "smtp" else {
            throw SettingFault(key: "smtp", sentence: "\(form); there is no TLS yet, so smtps:// is not served")
        }
        let host = (url.host ?? "").trimming("[", "]")
        guard !host.isEmpty, ["", "/"].contains(url.path), url.query == nil, url.fragment == nil else {
            throw SettingFault(key: "smtp", sentence: form)
        }
        let port = url.port ?? 25
        guard (1...65_535).contains(port) else {
            throw SettingFault(key: "smtp", sentence: "has a port that is not from 1 to 65535")
        }
        self.host = host
        self.port = port
        credentials = try Self.credentials(url, separatePassword: configuration["smtp-password"])
        guard credentials == nil || Loopback.isNamed(by: host) else {
            throw SettingFault(
                key: "smtp",
                sentence: "has a user and password for a host beyond loopback (127.0.0.0/8, ::1, localhost), and "
                    + "without TLS they would travel unencrypted: send through a relay on this machine, or without them"
            )
        }
    }

    private static func credentials(_ url: URLComponents, separatePassword: String?) throws -> SMTPCredentials? {
        guard let user = url.user, !user.isEmpty else {
            guard url.password == nil, separatePassword == nil else {
                throw SettingFault(key: "smtp", sentence: "names no user, and there is a password")
            }
            return nil
        }
        guard url.password == nil || separatePassword == nil else {
            throw SettingFault(key: "smtp-password", sentence: "is set, and email.smtp holds a password too: keep one")
        }
        guard let password = url.password ?? separatePassword else {
            throw SettingFault(key: "smtp-password", sentence: "is not set, and email.smtp names a user")
        }
        let credentials = SMTPCredentials(user: user, password: Secret(password))
        guard credentials.areCarried else {
            throw SettingFault(
                key: "smtp", sentence: "has a user and password of more than 370 bytes together, or with a zero byte")
        }
        return credentials
    }
}

extension String {
    fileprivate func trimming(_ prefix: Character, _ suffix: Character) -> String {
        guard first == prefix, last == suffix else { return self }
        return String(dropFirst().dropLast())
    }
}
