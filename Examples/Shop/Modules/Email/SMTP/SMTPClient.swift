import NIOCore
import NIOPosix
import Tenfold

/// Sends mails by SMTP, each on a connection of its own. As many at once as events are delivered at once.
struct SMTPClient: Sendable {
    let settings: SMTPSettings
    var connectTimeout = Duration.seconds(5)
    /// How long the server may take for a reply.
    var replyTimeout = Duration.seconds(10)
    /// How long all may take where the call has no deadline.
    var longestTime = Duration.seconds(30)

    /// Returns when the server has taken the mail, and throws `SMTPFailure` where it did not, or where that is not
    /// known; `Fault` when the present call's time is over.
    func send(_ message: String, from sender: MailAddress, to recipient: String) async throws {
        try Call.current.checkDeadline()
        let deadline = Call.current.deadline ?? .now + longestTime
        var conversation = try SMTPConversation(
            sender: sender, recipient: try MailAddress(recipient), message: message, credentials: settings.credentials)
        let connection = try await connect(before: deadline)
        conversation.clientName = Self.literal(connection.channel.localAddress)
        // A name may lead anywhere: what counts is whom it has led to.
        let isAllowed = settings.credentials == nil || Loopback.contains(connection.channel.remoteAddress)
        try await SMTPExchange(connection: connection, replyTimeout: replyTimeout, deadline: deadline)
            .run(conversation, isAllowed: isAllowed)
    }

    private func connect(before deadline: ContinuousClock.Instant) async throws -> SMTPExchange.Connection {
        let timeout = max(.milliseconds(1), min(connectTimeout, deadline - .now))
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(timeout))
                .connect(host: settings.host, port: settings.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try SMTPExchange.Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw SMTPFailure.unreachable("\(settings.host):\(settings.port)", "\(error)")
        }
    }

    /// This end's address, as EHLO names a machine without a name (RFC 5321, section 4.1.3).
    private static func literal(_ address: SocketAddress?) -> String {
        switch (address, address?.ipAddress) {
        case (.v6, let text?): "[IPv6:\(text)]"
        case (_, let text?): "[\(text)]"
        case (_, nil): "[127.0.0.1]"
        }
    }
}
