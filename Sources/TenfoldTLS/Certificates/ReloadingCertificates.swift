import Logging
import Metrics
import Synchronization

/// The identity of a server, loaded anew when its files change. A pair that has a fault never takes the place of one that
/// works; connections that are open go on with the one that they began with.
package final class ReloadingCertificates: Sendable {
    private struct State {
        var identity: TLSIdentity
        var seen: [FileSignature]
        var hasWarned = false
    }

    private let certificateChain: String
    private let privateKey: String
    private let state: Mutex<State>
    private let logger = Logger(label: "tenfold.tls")
    private let loaded = Counter(
        label: "tenfold_gateway_certificate_reloads_total", dimensions: [("outcome", "loaded")])
    private let failed = Counter(
        label: "tenfold_gateway_certificate_reloads_total", dimensions: [("outcome", "failed")])
    private let secondsLeft = Gauge(label: "tenfold_gateway_certificate_expiry_seconds")

    /// - Parameters:
    ///   - certificateChain: the path of a PEM file, the server's certificate first.
    ///   - privateKey: the path of a PEM file.
    ///   - now: in seconds since 1970.
    /// - Throws: `TLSFault` where there is no pair to begin with.
    package init(certificateChain: String, privateKey: String, now: Int) throws(TLSFault) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        let seen = [FileSignature(of: certificateChain), FileSignature(of: privateKey)]
        let identity = try TLSIdentity(certificateChain: certificateChain, privateKey: privateKey)
        state = Mutex(State(identity: identity, seen: seen))
        watchValidity(now)
    }

    /// That of new connections.
    var current: TLSIdentity { state.withLock(\.identity) }

    /// Whether the files have changed; if so, loads the new pair. To be called every few seconds, from one task, and never
    /// on a loop: it reads files.
    ///
    /// - Parameter now: in seconds since 1970.
    /// - Returns: the fault of a pair that has just been refused.
    @discardableResult
    package func check(now: Int) -> TLSFault? {
        // Known before they are read: what is written meanwhile is seen next time.
        let seen = [FileSignature(of: certificateChain), FileSignature(of: privateKey)]
        var fault: TLSFault?
        if state.withLock({ $0.seen != seen }) { fault = reload(seen) }
        watchValidity(now)
        return fault
    }

    /// A pair that was refused is not tried again before it changes: most likely one of its files is still to come.
    private func reload(_ seen: [FileSignature]) -> TLSFault? {
        do throws(TLSFault) {
            let identity = try TLSIdentity(certificateChain: certificateChain, privateKey: privateKey)
            state.withLock { $0 = State(identity: identity, seen: seen) }
            loaded.increment()
            logger.info("certificate loaded", metadata: ["file": .string(certificateChain)])
            return nil
        } catch {
            state.withLock { $0.seen = seen }
            failed.increment()
            logger.error("certificate refused, the old one stays", metadata: ["cause": .string("\(error)")])
            return error
        }
    }

    private func watchValidity(_ now: Int) {
        let (identity, hasWarned) = state.withLock { ($0.identity, $0.hasWarned) }
        secondsLeft.record(identity.validUntil - now)
        let isValid = identity.validFrom <= now && now < identity.validUntil
        guard isValid == hasWarned else { return }
        state.withLock { $0.hasWarned = !isValid }
        guard !isValid else { return }
        logger.warning(
            "the certificate is not valid now: clients refuse it",
            metadata: [
                "file": .string(certificateChain), "from": .stringConvertible(identity.validFrom),
                "until": .stringConvertible(identity.validUntil),
            ])
    }
}
