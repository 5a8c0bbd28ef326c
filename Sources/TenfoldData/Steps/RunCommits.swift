import FoundationEssentials
import TenfoldCore

/// What the first transaction of a run writes of it.
struct RunRecord: Sendable {
    let message: String
    let body: [UInt8]
    let call: [UInt8]
}

/// The run's own transactions: each begins by taking the key or by showing the lease.
extension RunExecution {
    /// A step's transaction. Tried again after an unknown outcome, it finds what it recorded.
    func commit<Value: Codable & Sendable>(
        _ name: String?, _ body: @escaping @Sendable (Transaction) async throws -> Performed<Value>
    ) async throws -> Performed<Value> {
        let begun = hasBegun
        let performed = try await guarded { attempt in
            try await self.database.write(bucket: self.key.bucket) { tx -> Performed<Value> in
                try await self.show(tx, hasBegun: begun, attempt: attempt)
                if attempt > 0, let name,
                    let outcome = try await self.steps.outcome(name, scope: self.key.scope, in: tx)
                {
                    return .recorded(outcome)
                }
                return try await body(tx)
            }
        }
        didCommit()
        return performed
    }

    /// The run's last transaction: the body records the answer, and the run's rows go.
    func finish<Value: Sendable>(_ body: @escaping @Sendable (Transaction) async throws -> Value) async throws -> Value
    {
        let begun = hasBegun
        return try await guarded { attempt in
            try await self.database.write(bucket: self.key.bucket) { tx -> Value in
                if begun {
                    guard try await self.runs.remove(self.lease, in: tx) else { throw RunWasSuperseded() }
                } else {
                    try await self.open(tx)
                }
                return try await body(tx)
            }
        }
    }

    private func show(_ tx: Transaction, hasBegun: Bool, attempt: Int) async throws {
        let until = tx.services.clock.now().addingTimeInterval(settings.lease.seconds)
        if hasBegun {
            guard try await runs.renew(lease, until: until, in: tx) else { throw RunWasSuperseded() }
            return
        }
        // A first transaction whose outcome was unknown may have committed: then the run is there, under this lease.
        if attempt > 0, try await runs.renew(lease, until: until, in: tx) { return }
        try await open(tx)
        try await runs.insert(
            lease, bucket: key.bucket, message: record.message, body: record.body, call: record.call, until: until,
            in: tx)
    }

    private func open(_ tx: Transaction) async throws {
        do {
            guard case .new = try await journal.open(key, in: tx) else { throw RunWasSuperseded() }
        } catch let refusal as Refusal {
            throw KeyWasReused(refusal: refusal)
        }
    }

    /// Tries again while the outcome is unknown, and notes when the run has ended elsewhere.
    private func guarded<Value>(_ work: (_ attempt: Int) async throws -> Value) async throws -> Value {
        do {
            return try await Retrying(pacing: settings.pacing).run(work)
        } catch let reused as KeyWasReused {
            end(.keyReused(reused.refusal))
            throw reused
        } catch let superseded as RunWasSuperseded {
            end(.superseded)
            throw superseded
        }
    }
}

/// Another process has this run, or it is answered.
struct RunWasSuperseded: Error {}

/// The key came with another body before.
struct KeyWasReused: Error { let refusal: Refusal }

enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
