import FoundationEssentials
import Tenfold

/// The latest hundred mails to a recipient. For tests: no route leads here.
struct Mailbox: Query {
    typealias Reply = [MailRecord]
    static let name = "email.Mailbox"

    var recipient: String
}

/// A mail that was sent.
struct MailRecord: Codable, Sendable {
    var id: ID<EventMetadata>
    var recipient: String
    var subject: String
    var createdAt: Date
}

extension MailRecord: RowDecodable {
    init(row: inout Row) throws {
        id = try row.next()
        recipient = try row.next()
        subject = try row.next()
        createdAt = try row.next()
    }
}

extension Email {
    /// Notes a mail that was sent, together with the event's being done.
    func record<Entity>(_ mail: Mail, about entity: ID<Entity>, _ tx: Transaction) async throws {
        try await tx.execute(
            """
            INSERT INTO mail (id, about, recipient, subject, created_at)
            VALUES (\(mail.id), \(entity), \(mail.recipient), \(mail.subject), \(mail.createdAt))
            """)
    }

    func mailbox(_ query: Mailbox) async throws -> [MailRecord] {
        let lists: [[MailRecord]] = try await database.readEverywhere { snapshot in
            try await snapshot.all(
                """
                SELECT id, recipient, subject, created_at FROM mail
                WHERE recipient = \(query.recipient) ORDER BY id DESC LIMIT 100
                """)
        }
        return Array(lists.joined().sorted { $0.id > $1.id }.prefix(100))
    }
}
