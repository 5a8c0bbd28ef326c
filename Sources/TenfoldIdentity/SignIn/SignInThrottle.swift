import Metrics
import Synchronization
import TenfoldCore
package import TenfoldResilience

/// Slows down guessing of passwords: wrong ones are counted by account and by address.
///
/// Only failures take tokens, and they are counted once known; so of attempts that run at the same time a few more than
/// the burst may pass, at most as many as passwords are hashed or wait to be. Each is charged all the same, as a debt,
/// and the rate holds.
///
/// A right password resets its account but not its address: else whoever has one account could reset the count of their
/// guesses at others. Whoever knows an account's name can keep its owner out while guessing goes on: that is the price
/// of a limit that does not depend on where the guesses come from.
package final class SignInThrottle: SignInThrottling {
    /// How many failures, how fast they are forgiven, and how many keys are watched.
    package struct Limits: Sendable {
        /// By account: 10, then one per 30 s. Metric: `tenfold_sign_ins_refused_total`.
        package var account = TokenBucket.Limit(burst: 10, per: .seconds(30))
        /// By address: 50, then one per 2 s. Many people can share one. Metric: `tenfold_sign_ins_refused_total`.
        package var address = TokenBucket.Limit(burst: 50, per: .seconds(2))
        /// Keys watched, in each of the two tables; about 100 bytes each. Metric: `tenfold_sign_in_throttle_keys`.
        package var keys = 100_000

        /// The defaults.
        package init() {}
    }

    private typealias Table = ThrottleTable<SystemRandomNumberGenerator>
    private struct Tables {
        var accounts: Table
        var addresses: Table
    }

    private let tables: Mutex<Tables>
    private let now: @Sendable () -> Duration
    private let accountMetrics = TableMetrics(by: "account")
    private let addressMetrics = TableMetrics(by: "address")

    /// A throttle with no failures.
    ///
    /// - Parameter now: time since any fixed origin, from a clock that is never set back.
    package init(limits: Limits = Limits(), now: (@Sendable () -> Duration)? = nil) {
        let random = SystemRandomNumberGenerator()
        let accounts = Table(limit: limits.account, capacity: limits.keys, random: random)
        let addresses = Table(limit: limits.address, capacity: limits.keys, random: random)
        self.tables = Mutex(Tables(accounts: accounts, addresses: addresses))
        let origin = ContinuousClock.now
        self.now = now ?? { origin.duration(to: .now) }
    }

    package func admit(account: String, address: String?) throws {
        let (account, address) = Self.keys(account, address)
        let now = now()
        let waits = tables.withLock { tables in
            (
                account: tables.accounts.wait(for: account, now: now),
                address: address.flatMap { tables.addresses.wait(for: $0, now: now) }
            )
        }
        if waits.account != nil { accountMetrics.refusals.increment() }
        if waits.address != nil { addressMetrics.refusals.increment() }
        guard let wait = [waits.account, waits.address].compactMap({ $0 }).max() else { return }
        let (seconds, rest) = wait.components
        throw Refusal(
            .tooManyRequests, code: "tenfold.too-many-sign-ins", "Too many failed sign-ins: wait before the next.",
            retryAfterSeconds: Int(seconds) + (rest > 0 ? 1 : 0))
    }

    package func recordFailure(account: String, address: String?) {
        let (account, address) = Self.keys(account, address)
        let now = now()
        tables.withLock { tables in
            accountMetrics.note(isLossy: tables.accounts.charge(account, now: now), count: tables.accounts.count)
            guard let address else { return }
            addressMetrics.note(isLossy: tables.addresses.charge(address, now: now), count: tables.addresses.count)
        }
    }

    package func recordSuccess(account: String, address: String?) {
        let (account, _) = Self.keys(account, address)
        tables.withLock { $0.accounts.forget(account) }
    }

    private static func keys(_ account: String, _ address: String?) -> (account: String, address: String?) {
        (account.lowercased(), address.map(AddressGroup.name(of:)))
    }
}

extension SignInThrottle {
    private struct TableMetrics {
        let refusals: Counter
        private let keys: Gauge
        private let evictions: Counter

        init(by kind: String) {
            refusals = Counter(label: "tenfold_sign_ins_refused_total", dimensions: [("by", kind)])
            keys = Gauge(label: "tenfold_sign_in_throttle_keys", dimensions: [("by", kind)])
            evictions = Counter(label: "tenfold_sign_in_throttle_evictions_total", dimensions: [("by", kind)])
        }

        func note(isLossy: Bool, count: Int) {
            if isLossy { evictions.increment() }
            keys.record(count)
        }
    }
}
