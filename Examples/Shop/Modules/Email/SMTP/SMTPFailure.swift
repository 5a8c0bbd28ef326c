/// Why a mail could not be sent. The delivery tries again, and parks the event where that does not help.
struct SMTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable and for programs.
    let code: String
    /// What happened, and what to do.
    let sentence: String
    /// Whether the same mail may be taken later.
    let isRetriable: Bool

    var description: String { "\(code): \(sentence)" }

    static func address(_ text: String) -> SMTPFailure {
        let sentence = "\(String(reflecting: text)) is no email address that a mail server can be given: drop the event"
        return SMTPFailure(code: "email.address", sentence: sentence, isRetriable: false)
    }

    static func message(_ fault: String) -> SMTPFailure {
        SMTPFailure(code: "email.message", sentence: "the mail \(fault)", isRetriable: false)
    }

    static func unreachable(_ server: String, _ reason: String) -> SMTPFailure {
        SMTPFailure(
            code: "email.smtp-unreachable", sentence: "no connection to the mail server \(server): \(reason)",
            isRetriable: true)
    }

    static func unanswered(_ detail: String) -> SMTPFailure {
        SMTPFailure(
            code: "email.smtp-unanswered",
            sentence: "the mail server closed the connection or did not answer in time (\(detail)); "
                + "where the mail was out already, it may have been taken",
            isRetriable: true)
    }

    /// A refusal by the server: 4xx is for now, 5xx for good (RFC 5321, section 4.2.1).
    static func refused(_ request: String, _ reply: SMTPReply) -> SMTPFailure {
        let isForNow = !reply.isPermanent
        return SMTPFailure(
            code: isForNow ? "email.smtp-refused-for-now" : "email.smtp-refused",
            sentence: "the mail server answered \(request) with \(reply)", isRetriable: isForNow)
    }

    static let noAuthentication = SMTPFailure(
        code: "email.smtp-no-auth",
        sentence: "the mail server offers no AUTH PLAIN: leave user and password out of email.smtp", isRetriable: false)

    static let passwordInTheOpen = SMTPFailure(
        code: "email.smtp-not-loopback",
        sentence: "the mail server's name leads beyond loopback, where the password would travel unencrypted",
        isRetriable: false)

    static func garbled(_ fault: String) -> SMTPFailure {
        SMTPFailure(
            code: "email.smtp-garbled", sentence: "the mail server does not speak SMTP: \(fault)", isRetriable: true)
    }
}
