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

    /// The mail as RFC 5322 writes it. The event's id makes its `Message-ID`, so that receivers can drop doubles.
    func message(from sender: MailAddress) -> String {
        let head = [
            ("Message-ID", "<\(id)@\(sender.domain)>"), ("Date", MailDate.format(createdAt)),
            ("From", "Shop <\(sender)>"), ("To", "<\(recipient)>"), ("Subject", subject), ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable"),
        ]
        let fields = head.map { "\($0): \(Self.oneLine($1))\r\n" }.joined()
        return fields + "\r\n" + QuotedPrintable.encode(text) + "\r\n"
    }

    /// A line break in a field would begin another field.
    private static func oneLine(_ value: String) -> String {
        String(
            String.UnicodeScalarView(value.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
