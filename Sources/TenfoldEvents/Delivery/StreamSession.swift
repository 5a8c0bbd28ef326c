import Logging
import TenfoldCore

/// One run of a stream, from the lease to its loss or the stop: it feeds the state machine and carries out its actions.
struct StreamSession: Sendable {
    let name: StreamName
    let outbox: any OutboxReading
    let eventNames: Set<String>
    let receiver: any EventReceiver
    let options: DeliveryOptions
    let startedUncleanly: Bool
    let inbox: StreamInbox
    /// Where this run's inputs go in.
    let entrance: AsyncStream<StreamInput>.Continuation
    let metrics: DeliveryMetrics
    let logger: Logger

    /// Runs until the inbox says stop. Throws when the stream's state cannot be read at the start.
    func run(_ inputs: AsyncStream<StreamInput>) async throws {
        let existing = try await outbox.cursor(of: name.subscriber, shard: name.shard)
        let cursor =
            if let existing { existing } else { try await outbox.register(name.subscriber, shard: name.shard) }
        let memory = try await receiver.load()
        let watch = Task { await receiver.watch() }
        defer { watch.cancel() }
        var loop = StreamLoop(
            session: self, mayBegin: cursor.startedAt > 0,
            state: DeliveryState(
                options: options, cursor: cursor.position, startedUncleanly: startedUncleanly,
                recordedAttempts: memory.recordedAttempts, parkedKeys: memory.parkedKeys,
                parkedCount: memory.parkedCount))
        await loop.run(inputs)
    }
}

/// The actions' I/O, with their outcome as an input.
extension StreamSession {
    func read(after position: Int64, limit: Int) async -> StreamInput {
        do {
            let batch = try await outbox.events(shard: name.shard, after: position, names: eventNames, limit: limit)
            return .read(events: batch.events, readTo: batch.readTo)
        } catch {
            return .readFailed(String(describing: error))
        }
    }

    func park(_ key: LaneKey, _ events: [StoredEvent], _ poison: Poison?) async -> StreamInput {
        do {
            try await receiver.park(events, of: key, poison)
            return .parkEnded(key, events, poison, failure: nil)
        } catch {
            return .parkEnded(key, events, poison, failure: String(describing: error))
        }
    }

    func saveCursor(_ position: Int64) async -> StreamInput {
        do {
            try await outbox.saveCursor(of: name.subscriber, shard: name.shard, position: position)
            return .cursorSaved(position)
        } catch {
            logger.warning("the cursor could not be saved", metadata: ["stream": "\(name)", "error": "\(error)"])
            return .cursorSaved(nil)
        }
    }

    func poll() async -> StreamInput {
        do {
            let result = try await receiver.poll()
            return .polled(parkedKeys: result.parkedKeys, count: result.count)
        } catch {
            return .pollFailed(String(describing: error))
        }
    }
}
