import FoundationEssentials
import TenfoldCore

/// What of a call has no standard field: `Tenfold-Call`, an object of JSON in one field. Members that say nothing are
/// left out, and without any the field is.
struct WireCall: Codable, Hashable {
    static let fieldName = "Tenfold-Call"
    /// The longest that is read, in bytes.
    static let longest = 8_192

    var principal: Principal?
    /// Absent for `normal`.
    var priority: Call.Priority?
    /// Absent for the first try.
    var attempt: Int?
    /// Only one that has no form as a field (`ClientAddressField`).
    var remoteAddress: String?
    var event: WireEvent?

    init(_ call: Call, attempt: Int) {
        principal = call.principal
        priority = call.priority == .normal ? nil : call.priority
        self.attempt = attempt == 0 ? nil : attempt
        remoteAddress = call.remoteAddress.flatMap { ClientAddressField.isValid($0) ? nil : $0 }
        event = call.event.map { WireEvent($0) }
    }

    var isEmpty: Bool {
        principal == nil && priority == nil && attempt == nil && remoteAddress == nil && event == nil
    }

    func apply(to call: inout Call) {
        call.principal = principal
        call.priority = priority ?? .normal
        call.attempt = attempt ?? 0
        call.remoteAddress = remoteAddress ?? call.remoteAddress
        call.event = event?.metadata
    }
}

/// The event that is being handled where the call was made.
struct WireEvent: Codable, Hashable {
    var id: ID<EventMetadata>
    var name: String
    var key: String
    var sequence: Int64
    var occurredAt: Date
    var attempt: Int

    init(_ event: EventMetadata) {
        id = event.id
        name = event.name
        key = event.key
        sequence = event.sequence
        occurredAt = event.occurredAt
        attempt = event.attempt
    }

    var metadata: EventMetadata {
        EventMetadata(id: id, name: name, key: key, sequence: sequence, occurredAt: occurredAt, attempt: attempt)
    }
}
