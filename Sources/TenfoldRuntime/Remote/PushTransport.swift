import NIOCore
import TenfoldCore
import TenfoldEvents
import TenfoldHTTP

/// Pushes of events to a subscriber in another service.
struct PushTransport: Sendable {
    /// A receiver's own time limit comes first.
    static let timeout = Duration.seconds(40)

    let app: String
    let subscriber: String
    let service: RemoteService

    static func path(of subscriber: String, app: String) -> String { "/\(app).\(subscriber)/tenfold.Deliver" }

    /// A push that may have arrived is not sent again by itself: one of its events may be what ended the receiver.
    @Sendable func carry(_ request: DeliveryRequest) async throws -> DeliveryReply {
        let body = ByteBuffer(bytes: try StreamingJSON.encode(request))
        let outgoing = OutgoingCall(
            path: Self.path(of: subscriber, app: app), message: "events for \(subscriber)", body: body, key: nil,
            mayBeRepeated: false)
        let call = Call(deadline: .now + Self.timeout, priority: .background)
        do {
            let answer = try await Call.$current.withValue(call) { try await service.send(outgoing) }
            return try StreamingJSON.decode(DeliveryReply.self, from: Array(answer.readableBytesView))
        } catch let fault as Fault {
            throw fault.code == .unknownOutcome || fault.code == .deadlineExceeded
                ? PushFailure.lost(fault.detail) : PushFailure.unreachable(fault.detail)
        }
    }
}

/// Answers such pushes on the internal port.
struct PushRoute: Sendable {
    let app: String
    let door: InternalDoor

    /// Bodies of events may be large, and a batch has many.
    private static let bodyLimitBytes = 32 << 20

    func route(to desk: DeliveryDesk) -> Route {
        let door = door
        var route = Route(
            .post, PushTransport.path(of: desk.subscriberName, app: app), body: .buffered(limit: Self.bodyLimitBytes),
            timeout: .never
        ) { request in
            await door.respond(to: request) { _ in
                let body = try await request.body.collect(upTo: Self.bodyLimitBytes)
                guard
                    let pushed = try? StreamingJSON.decode(DeliveryRequest.self, from: Array(body.readableBytesView))
                else { throw Refusal(.malformed, code: "tenfold.bad-delivery", "The push cannot be understood.") }
                return try ConnectAnswer.make(for: try await desk.answer(pushed), coder: StreamingJSONCoder())
            }
        }
        route.name = "events for \(desk.subscriberName)"
        return route
    }
}
