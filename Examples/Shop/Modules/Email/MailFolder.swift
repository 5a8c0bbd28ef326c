import FoundationEssentials

/// A folder of `.eml` files, for development and for mail programs that pick them up.
struct MailFolder: Sendable {
    let path: String

    /// Writes the file under the mail's id: whole or not at all, and the same one however often.
    func write(_ message: String, of mail: Mail) throws {
        try Data(message.utf8).write(to: URL(filePath: "\(path)/\(mail.id).eml"), options: .atomic)
    }
}
