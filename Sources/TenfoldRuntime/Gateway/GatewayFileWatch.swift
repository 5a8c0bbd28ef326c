import Logging
import Metrics
import Synchronization
import TenfoldConfiguration
import TenfoldCore
import TenfoldGateway

/// A gateway's file while it runs: tells when it has changed, and takes it over as a whole or not at all.
final class GatewayFileWatch: Sendable {
    private let source: GatewaySource
    /// The file's bytes at the last look; nil where it could not be read.
    private let seen: Mutex<[UInt8]?>
    private let current: Mutex<GatewayOptions>
    private let isForced = Atomic(false)
    private let logger = Logger(label: "tenfold.gateway")
    private let accepted = Counter(label: "tenfold_gateway_reloads_total", dimensions: [("outcome", "accepted")])
    private let refused = Counter(label: "tenfold_gateway_reloads_total", dimensions: [("outcome", "refused")])

    init(_ source: GatewaySource, _ options: GatewayOptions) {
        self.source = source
        seen = Mutex(Self.content(of: source.path))
        current = Mutex(options)
    }

    private static func content(of path: String) -> [UInt8]? {
        try? BoundedFile.read(path, most: YAMLDocument.mostBytes)
    }

    /// Has the next look find the file changed.
    func force() { isForced.store(true, ordering: .relaxed) }

    /// Whether the file is another than at the last look.
    func hasChanged() -> Bool {
        let now = Self.content(of: source.path)
        let isForced = isForced.exchange(false, ordering: .relaxed)
        return seen.withLock { seen in
            defer { seen = now }
            return isForced || seen != now
        }
    }

    /// Reads the file and hands it on; where either fails, says why and keeps what was.
    func reload(_ apply: (inout GatewayOptions) async throws -> Void) async {
        do {
            var options = try source.load()
            try await apply(&options)
            warnOfWhatNeedsARestart(options)
            current.withLock { $0 = options }
            accepted.increment()
            logger.notice(
                "the gateway goes by its changed file", metadata: ["routes": "\(options.proxy.routes.count)"])
        } catch {
            refused.increment()
            logger.error(
                "the gateway's changed file is refused, and the old one stays in force",
                metadata: ["file": .string(source.path), "cause": .string("\(CommandErrors.sentence(for: error))")])
        }
    }

    private func warnOfWhatNeedsARestart(_ next: GatewayOptions) {
        let before = current.withLock { $0 }
        var keys: [String] = []
        if before.listen != next.listen { keys.append("listen") }
        if before.admin != next.admin { keys.append("admin") }
        if before.tls != next.tls { keys.append("tls") }
        if before.loops != next.loops { keys.append("loops") }
        if before.rateKeys != next.rateKeys { keys.append("limits.rate-keys") }
        guard !keys.isEmpty else { return }
        logger.warning(
            "some keys take effect at the next start only", metadata: ["keys": .string(keys.joined(separator: ", "))])
    }
}
