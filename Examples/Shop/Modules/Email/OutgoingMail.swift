import Tenfold

/// Where mails go: always to the folder, and to a mail server where one is set.
struct OutgoingMail: Sendable {
    let from: MailAddress
    let folder: MailFolder
    let server: SMTPClient?

    /// Reads the settings `from`, `smtp` and `smtp-password`. Throws `SettingFault`.
    init(_ environment: ModuleEnvironment) throws {
        let sender = environment.configuration["from"] ?? "shop@shop.test"
        guard let from = try? MailAddress(sender) else {
            throw SettingFault(key: "from", sentence: "is no email address of plain ASCII, like shop@example.org")
        }
        self.from = from
        folder = MailFolder(path: environment.folder)
        server = try SMTPSettings(environment.configuration).map { SMTPClient(settings: $0) }
    }

    /// Sends a mail, at least once. The file comes first: it is the same however often, and its failure sends no mail
    /// twice.
    func send(_ mail: Mail) async throws {
        let message = mail.message(from: from)
        try folder.write(message, of: mail)
        try await server?.send(message, from: from, to: mail.recipient)
    }
}
