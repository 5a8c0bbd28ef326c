import FoundationEssentials
import Tenfold

/// A mail for one recipient. The event that it is about gives it its id, so that a second delivery is the same mail.
struct Mail: Codable, Sendable {
    var id: ID<EventMetadata>
    var recipient: String
    var subject: String
    var createdAt: Date
    var text: String

    /// The mail for the event that is being delivered now.
    static func aboutPresentEvent(to recipient: String, subject: String, text: String) throws -> Mail {
        guard let event = Call.current.event else {
            throw Fault(.programming, "mails are about events, and none is being delivered")
        }
        return Mail(id: event.id, recipient: recipient, subject: subject, createdAt: event.occurredAt, text: text)
    }

    /// The mail as RFC 5322 writes it.
    var message: String {
        let head = [
            "Message-ID: <\(id)@shop.invalid>", "Date: \(MailDate.format(createdAt))", "From: Shop <shop@shop.invalid>",
            "To: <\(recipient)>", "Subject: \(subject)", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit", "",
        ]
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return (head + body + [""]).joined(separator: "\r\n")
    }
}
