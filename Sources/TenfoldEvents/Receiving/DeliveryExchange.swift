import FoundationEssentials
import TenfoldCore

/// What the relay of a publisher asks of a subscriber in another process.
package struct DeliveryRequest: Codable, Sendable {
    enum Work: Codable, Sendable {
        case load
        case handle([PushedAttempt], mayBegin: Bool)
        case park([PushedEvent], PushedPoison?)
        case fetch(bucket: Int, key: String, limit: Int)
        case poll
    }

    package var publisher: String
    package var shard: Int
    var work: Work
}

/// The answer, of the same kind as the work.
package enum DeliveryReply: Codable, Sendable {
    case memory(attempts: [PushedCount], parkedKeys: [PushedKey], parkedCount: Int)
    /// One for each attempt, in their order.
    case outcomes([PushedOutcome])
    case done
    case parked
    case replay([PushedEvent])
    case polled(parkedKeys: [PushedKey], count: Int)
}

/// An event on the wire. Its body is JSON already, carried as text.
package struct PushedEvent: Codable, Sendable {
    var position: Int64
    var id: ID<EventMetadata>
    var name: String
    var key: String
    var bucket: Int
    var sequence: Int64
    var body: String
    var traceparent: String?
    var occurredAt: Date

    init(_ event: StoredEvent) {
        position = event.position
        id = event.id
        name = event.name
        key = event.key
        bucket = event.bucket.number
        sequence = event.sequence
        body = String(decoding: event.body, as: UTF8.self)
        traceparent = event.traceparent
        occurredAt = event.occurredAt
    }

    var event: StoredEvent {
        StoredEvent(
            position: position, id: id, name: name, key: key, bucket: Bucket(bucket), sequence: sequence,
            body: Array(body.utf8), traceparent: traceparent, occurredAt: occurredAt)
    }
}

package struct PushedAttempt: Codable, Sendable {
    var event: PushedEvent
    var number: Int
    var isRecordedFirst: Bool
    var isReplay: Bool

    init(_ attempt: Attempt) {
        event = PushedEvent(attempt.event)
        number = attempt.number
        isRecordedFirst = attempt.isRecordedFirst
        isReplay = attempt.isReplay
    }

    var attempt: Attempt {
        Attempt(event: event.event, number: number, isRecordedFirst: isRecordedFirst, isReplay: isReplay)
    }
}

package struct PushedPoison: Codable, Sendable {
    var attempts: Int
    var error: String
}

package struct PushedCount: Codable, Sendable {
    var id: ID<EventMetadata>
    var attempts: Int
}

package struct PushedKey: Codable, Sendable {
    var bucket: Int
    var text: String
    var isParked: Bool

    init(_ key: LaneKey, isParked: Bool) {
        bucket = key.bucket.number
        text = key.text
        self.isParked = isParked
    }

    var key: LaneKey { LaneKey(bucket: Bucket(bucket), text: text) }
}

/// How an attempt ended over there.
package struct PushedOutcome: Codable, Sendable {
    enum Kind: String, Codable { case applied, duplicate, failed, notStarted, abandoned }

    var kind: Kind
    var error: String?

    init(_ outcome: DeliveryOutcome) {
        switch outcome {
        case .applied: kind = .applied
        case .duplicate: kind = .duplicate
        case .failed(let error):
            kind = .failed
            self.error = error
        case .notStarted: kind = .notStarted
        case .abandoned, .lost: kind = .abandoned
        }
    }

    var outcome: DeliveryOutcome {
        switch kind {
        case .applied: .applied
        case .duplicate: .duplicate
        case .failed: .failed(error ?? "the subscriber did not say why")
        case .notStarted: .notStarted
        // It is stopping; another replica, or its successor, takes the event.
        case .abandoned: .notStarted
        }
    }
}
