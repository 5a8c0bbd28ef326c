import Tenfold

extension Email {
    /// Welcomes a new user.
    func welcome(_ event: UserCreated) async throws -> Mail {
        let mail = try Mail.aboutPresentEvent(
            to: event.email, subject: "Welcome to the shop",
            text: "Dear \(event.name),\n\nyour account is ready.")
        try await outgoing.send(mail)
        return mail
    }
}
