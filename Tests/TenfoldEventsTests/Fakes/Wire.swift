import TenfoldCore
import Testing

@testable import TenfoldEvents

/// How events reach the subscriber.
enum Way: String, CaseIterable, CustomTestStringConvertible {
    case inProcess
    case pushed

    var testDescription: String { rawValue }
}

/// What lies between a relay and a subscriber elsewhere: only bytes pass it.
final class Wire: Sendable {
    private let desk: DeliveryDesk
    private let watch: Task<Void, Never>

    init(to desk: DeliveryDesk) {
        self.desk = desk
        watch = Task { await desk.watch() }
    }

    deinit { watch.cancel() }

    @Sendable func carry(_ request: DeliveryRequest) async throws -> DeliveryReply {
        let received: DeliveryRequest = try StreamingJSON.decode(from: try StreamingJSON.encode(request))
        return try StreamingJSON.decode(from: try StreamingJSON.encode(try await desk.answer(received)))
    }
}
