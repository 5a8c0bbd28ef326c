import Metrics
import TenfoldCore

/// A shard's one writer: gathers the transactions that wait together into one commit.
///
/// Group commit: bodies run one after the other, each in a savepoint of one BEGIN IMMEDIATE … COMMIT, and no outcome is
/// delivered before that COMMIT is on disk. When SQLite loses the batch (an interrupt, a full disk) or refuses its
/// COMMIT (a deferred foreign key), it is rolled back and its members run again, each in a transaction of its own.
final class Writer: Sendable {
    private let line: WaitingLine<any BatchMember>
    private let options: SQLiteOptions
    private let metrics: WriterMetrics

    init(options: SQLiteOptions, metrics: WriterMetrics) {
        self.line = WaitingLine(limit: options.waitingTransactions)
        self.options = options
        self.metrics = metrics
    }

    func admit(_ member: any BatchMember) throws {
        switch line.enqueue(member) {
        case .accepted: return
        case .full:
            metrics.refused.increment()
            throw Fault(.unavailable, "\(line.limit) transactions already wait for this shard; try again later")
        case .closed: throw Fault(.unavailable, "the database is closed")
        }
    }

    var waitingCount: Int { line.count }

    /// Admits nobody any more; `serve` returns when those that wait are done.
    func close() { line.close() }

    /// Serves the line on the writer's thread until it is closed and empty.
    func serve(on connection: ShardConnection) {
        while let first = line.next() {
            metrics.waiting.record(line.count + 1)
            do {
                try connection.run("BEGIN IMMEDIATE")
            } catch {
                failWaiting(from: first, error)
                continue
            }
            settle(runBatch(startingWith: first, on: connection), on: connection)
        }
    }

    /// Runs bodies until the batch is full or its time is up, or nobody waits, or SQLite has lost the transaction.
    private func runBatch(startingWith first: any BatchMember, on connection: ShardConnection) -> [any BatchMember] {
        let begun = ContinuousClock.now
        var members: [any BatchMember] = []
        var next: (any BatchMember)? = first
        while let member = next {
            members.append(member)
            guard runInSavepoint(member, on: connection) else { return members }
            let hasRoom = members.count < options.batchMembers && ContinuousClock.now - begun < options.batchTime
            next = hasRoom ? line.nextIfWaiting() : nil
        }
        return members
    }

    /// False when the whole batch is lost.
    private func runInSavepoint(_ member: any BatchMember, on connection: ShardConnection) -> Bool {
        do {
            try connection.run("SAVEPOINT member")
            member.run(on: connection)
            guard connection.isInTransaction else { return false }
            if !member.hasSucceeded { try connection.run("ROLLBACK TO member") }
            try connection.run("RELEASE member")
            return true
        } catch {
            connection.rollBack()
            member.fail(error)
            return false
        }
    }

    private func settle(_ members: [any BatchMember], on connection: ShardConnection) {
        if connection.isInTransaction {
            do {
                try commit(on: connection)
                metrics.batchMembers.record(members.count)
                return deliver(members)
            } catch {
                connection.rollBack()
                members.last?.failIfSucceeded(error)
            }
        }
        // Alone in its batch, a member has had the transaction to itself already.
        guard members.count > 1 else { return deliver(members) }
        metrics.reruns.increment(by: members.count)
        for member in members { runAlone(member, on: connection) }
    }

    private func runAlone(_ member: any BatchMember, on connection: ShardConnection) {
        do {
            try connection.run("BEGIN IMMEDIATE")
            member.run(on: connection)
            if member.hasSucceeded { try commit(on: connection) }
        } catch {
            member.fail(error)
        }
        connection.rollBack()
        deliver([member])
    }

    /// Throws what the caller of a transaction that was alone should learn.
    private func commit(on connection: ShardConnection) throws {
        let begun = ContinuousClock.now
        do {
            try connection.run("COMMIT")
        } catch let fault as Fault where fault.code == .unavailable {
            throw Fault(.unknownOutcome, "the commit may or may not be on disk; \(fault.detail)")
        }
        metrics.commits.increment()
        metrics.commitTime.recordNanoseconds((ContinuousClock.now - begun).inNanoseconds)
    }

    private func deliver(_ members: [any BatchMember]) {
        var failed = 0
        for member in members {
            if member.hasSucceeded { member.runCommitActions() } else { failed += 1 }
        }
        metrics.committed.increment(by: members.count - failed)
        metrics.failed.increment(by: failed)
        for member in members { member.deliver() }
    }

    /// Nobody can write now, so those that wait learn it together instead of one busy timeout after another.
    private func failWaiting(from first: any BatchMember, _ error: any Error) {
        var next: (any BatchMember)? = first
        var count = 0
        while let member = next {
            member.fail(error)
            member.deliver()
            count += 1
            next = count < options.batchMembers ? line.nextIfWaiting() : nil
        }
        metrics.failed.increment(by: count)
    }
}

extension BatchMember {
    func failIfSucceeded(_ error: any Error) {
        if hasSucceeded { fail(error) }
    }
}
