import Metrics
package import NIOCore
import NIOPosix

/// A small document, as one GET brought it.
package struct FetchedDocument: Sendable {
    package var status: Int
    /// Names in lower case.
    package var fields: [(name: String, value: String)]
    package var body: [UInt8] = []

    /// The first value of that name, which is given in lower case.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// Fetches small documents, such as a key set: one GET, over TLS or plain, on a connection of its own. Redirects are not
/// followed: who answers is who was asked.
package struct HTTPSFetch: Sendable {
    private let tls: ClientTLS
    private let group: any EventLoopGroup
    private let fetched = Counter(label: "tenfold_gateway_fetches_total", dimensions: [("outcome", "fetched")])
    private let failures = FetchFault.Code.allCases.map { code in
        (code, Counter(label: "tenfold_gateway_fetches_total", dimensions: [("outcome", code.rawValue)]))
    }

    /// The group is the caller's: it outlives the fetches.
    package init(_ tls: ClientTLS, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.tls = tls
        self.group = group
    }

    /// Fetches a document, whatever its status is.
    ///
    /// - Parameters:
    ///   - url: absolute, http or https.
    ///   - maxBytes: of the body.
    ///   - limit: for all of it, from the name's lookup to the last byte.
    package func get(_ url: String, maxBytes: Int, within limit: Duration) async throws(FetchFault) -> FetchedDocument {
        do {
            let document = try await document(url, maxBytes, limit)
            fetched.increment()
            return document
        } catch {
            let fault = error as? FetchFault ?? .cannotConnect(url, "\(error)")
            failures.first { $0.0 == fault.code }?.1.increment()
            throw fault
        }
    }

    private func document(_ text: String, _ maxBytes: Int, _ limit: Duration) async throws -> FetchedDocument {
        guard let url = FetchURL(text) else { throw FetchFault.invalidURL(text) }
        let loop = group.next()
        let done = loop.makePromise(of: FetchedDocument.self)
        let timer = loop.scheduleTask(in: TimeAmount(limit)) { done.fail(FetchFault.timedOut(text, limit)) }
        let connected = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = FetchHandler(url, name: text, limit: maxBytes, done: done)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    if url.isSecure { try tls.addHandler(to: channel, serverName: url.host) }
                }
            }
            .connect(host: url.host, port: url.port)
        connected.whenFailure { done.fail(FetchFault.cannotConnect(text, "\($0)")) }
        // However it ends, the connection does not outlive it.
        done.futureResult.whenComplete { _ in
            timer.cancel()
            connected.whenSuccess { $0.close(promise: nil) }
        }
        return try await done.futureResult.get()
    }
}
