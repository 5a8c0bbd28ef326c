import NIOCore
import NIOPosix
import Synchronization

/// A mail server for tests, on a free port of loopback. It is strict: what breaks RFC 5321 is noted as a breach.
final class MailServer: Sendable {
    struct Mail: Hashable {
        var sender: String
        var recipients: [String]
        /// Its lines, without the dots that were added on the way.
        var lines: [String]

        func field(_ name: String) -> String? {
            let head = lines.prefix { !$0.isEmpty }
            return head.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }

        var body: [String] { Array(lines.drop { !$0.isEmpty }.dropFirst()) }
    }

    /// What the server does, and what it has seen.
    struct State {
        /// Replies to the ends of the first mails, in place of 250.
        var refusals: [String] = []
        /// The user and password that it asks for, as AUTH PLAIN carries them.
        var password: String?
        var mails: [Mail] = []
        var breaches: [String] = []
        var connections = 0
        var refused = 0
    }

    private let state: Mutex<State>
    private let channel: Mutex<(any Channel)?> = Mutex(nil)

    init(refusals: [String] = [], password: String? = nil) {
        state = Mutex(State(refusals: refusals, password: password))
    }

    var seen: State { state.withLock { $0 } }
    var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }

    func start() async throws {
        let listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(MailServerConnection(self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = listening }
    }

    func stop() async throws {
        try await channel.withLock { $0.take() }?.close()
    }

    func note<Result>(_ body: (inout sending State) -> sending Result) -> Result { state.withLock { body(&$0) } }
}

/// Puts bytes together to lines, and writes what the session answers.
private final class MailServerConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session: MailSession
    private var pending: [UInt8] = []

    init(_ server: MailServer) { session = MailSession(server) }

    func channelActive(context: ChannelHandlerContext) { reply(session.greeting(), context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += unwrapInboundIn(data).readableBytesView
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(pending[...end])
            pending.removeFirst(line.count)
            reply(session.take(line), context)
        }
    }

    private func reply(_ text: String?, _ context: ChannelHandlerContext) {
        guard let text else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
        if text.hasPrefix("221") { context.close(promise: nil) }
    }
}
