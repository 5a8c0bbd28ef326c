package import Logging
import Synchronization

/// The keys that an issuer publishes as a JWK set: fetched in the background, kept while the issuer is away, and asked
/// for at once, though not often, when a token names one that is not there.
package final class KeySetCache: Sendable {
    /// Gets the document of a URL. It reads no more of it than `longestDocument`, takes no answer but a 200, follows no
    /// redirect to another host, and ends when its task is cancelled.
    package typealias Fetch = @Sendable (_ url: String) async throws -> FetchedDocument
    /// In bytes; a longer one is refused.
    package static let longestDocument = JWKSet.longestDocument

    package struct Options: Sendable {
        package var schedule = KeyRefreshSchedule.Options()
        /// A fetch that takes longer is cancelled, and counts as failed.
        package var fetchTimeout = Duration.seconds(10)

        package init() {}
    }

    private struct State {
        var schedule: KeyRefreshSchedule
        var keys = KeySet.empty
        var flight: Task<Void, Never>?
    }

    private let url: String
    private let algorithms: Set<TokenAlgorithm>
    private let fetchTimeout: Duration
    private let fetch: Fetch
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let metrics: KeySetMetrics
    private let state: Mutex<State>

    /// - Parameters:
    ///   - name: tells its metrics from those of others.
    ///   - random: draws from 0..<1.
    package init(
        url: String, name: String, algorithms: Set<TokenAlgorithm> = TokenAlgorithm.asymmetric,
        options: Options = Options(), logger: Logger = Logger(label: "tenfold.gateway.keys"),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, fetch: @escaping Fetch
    ) {
        self.url = url
        self.algorithms = algorithms
        self.fetchTimeout = options.fetchTimeout
        self.fetch = fetch
        self.random = random
        self.logger = logger
        self.metrics = KeySetMetrics(name: name)
        self.state = Mutex(State(schedule: KeyRefreshSchedule(options.schedule)))
    }

    /// Fetches the keys where that is due, and drops them where they are too old. The owner calls it every few seconds;
    /// at the start it may wait for the task, which ends with the fetch.
    @discardableResult
    package func refreshIfNeeded(nowSeconds now: Int64) -> Task<Void, Never>? {
        let (flight, keys, age) = state.withLock { state in
            dropIfOutlived(&state, now)
            return (begin(.due, now, &state), state.keys.keys.count, state.schedule.age(at: now))
        }
        metrics.record(keys: keys, ageSeconds: age)
        return flight
    }

    /// The fetch that may bring a key that is not known: the one that is under way, or a new one; nil where there has
    /// been one just now.
    func refetch(atSeconds now: Int64) -> Task<Void, Never>? {
        state.withLock { state in state.flight ?? begin(.unknownKey, now, &state) }
    }

    /// The keys that count now: none before the first fetch, and none where the last is too long ago.
    func keys(atSeconds now: Int64) -> KeySet {
        state.withLock { state in
            dropIfOutlived(&state, now)
            return state.keys
        }
    }

    private func begin(_ cause: KeyRefreshSchedule.Cause, _ now: Int64, _ state: inout State) -> Task<Void, Never>? {
        guard state.schedule.begins(cause, at: now) else { return nil }
        // Detached: it serves all who wait, and must not end at the deadline of the one who asked first.
        let flight = Task.detached { await self.refresh(since: now) }
        state.flight = flight
        return flight
    }

    private func refresh(since begun: Int64) async {
        let start = ContinuousClock.now
        do {
            let document = try await fetchInTime()
            let (keys, ignored) = try await JWKSet(document.bytes, for: algorithms).verificationKeys()
            let set = try KeySet(keys, unnamedTakeEveryID: false)
            metrics.count(ignored)
            // The age counts from before the request, as the keys may be no younger.
            take(set, at: begun, maxAge: document.maxAgeSeconds)
        } catch {
            let now = begun + start.duration(to: .now).components.seconds
            state.withLock { state in
                state.schedule.failed(at: now, random: random())
                state.flight = nil
            }
            metrics.count(error is JWKSet.Unusable || error is KeyFault ? .unusable : .failed)
            logger.warning(
                "an issuer's keys could not be fetched: the old ones stay",
                metadata: ["url": "\(url)", "error": "\(error)"])
        }
    }

    private func fetchInTime() async throws -> FetchedDocument {
        try await withThrowingTaskGroup(of: FetchedDocument.self) { [fetch, url, fetchTimeout] group in
            group.addTask { try await fetch(url) }
            group.addTask {
                try await Task.sleep(for: fetchTimeout)
                throw FetchTimeout(limit: fetchTimeout)
            }
            defer { group.cancelAll() }
            guard let document = try await group.next() else { throw CancellationError() }
            return document
        }
    }

    private func take(_ fetched: KeySet, at now: Int64, maxAge: Int64?) {
        let (isChanged, count) = state.withLock { state in
            let (keys, isChanged) = fetched.keepingSame(of: state.keys)
            state.keys = keys
            state.schedule.succeeded(at: now, maxAge: maxAge)
            state.flight = nil
            return (isChanged, keys.keys.count)
        }
        metrics.count(isChanged ? .changed : .unchanged)
        metrics.record(keys: count, ageSeconds: 0)
        guard isChanged else { return }
        logger.info("an issuer's keys have changed", metadata: ["url": "\(url)", "keys": "\(count)"])
    }

    private func dropIfOutlived(_ state: inout State, _ now: Int64) {
        guard !state.keys.isEmpty, state.schedule.hasOutlived(at: now) else { return }
        state.keys.withdraw()
        state.keys = .empty
        logger.error("an issuer's keys are too old to count: its tokens are refused", metadata: ["url": "\(url)"])
    }
}

/// A fetch that took too long.
private struct FetchTimeout: Error, CustomStringConvertible {
    let limit: Duration
    var description: String { "nothing came within \(limit)" }
}
