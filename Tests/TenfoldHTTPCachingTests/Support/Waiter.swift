import NIOCore
import Synchronization

@testable import TenfoldHTTPCaching

/// A waiter that notes what it is told.
final class Waiter: FlightWaiter {
    enum Told: Equatable {
        case answer(String)
        case alone
        case leads
    }

    private let state = Mutex<(told: [Told], flight: Flight?)>(([], nil))

    func flightEnded(_ outcome: FlightOutcome) {
        state.withLock { state in
            switch outcome {
            case .answer(let response): state.told.append(.answer(response.body.text))
            case .alone: state.told.append(.alone)
            case .leads(let flight):
                state.told.append(.leads)
                state.flight = flight
            }
        }
    }

    var told: [Told] { state.withLock { $0.told } }

    func takeFlight() -> Flight? { state.withLock { $0.flight.take() } }
}

extension FlightRole {
    var flight: Flight? { if case .leads(let flight) = self { flight } else { nil } }
    var place: FlightPlace? { if case .waits(let place) = self { place } else { nil } }
    var isAlone: Bool { if case .alone = self { true } else { false } }
}

extension CacheScene {
    func join(
        _ waiter: Waiter, _ path: String = "/", _ fields: [String] = [], method: String = "GET",
        isAuthenticated: Bool = false, until seconds: Int64 = 30
    ) throws -> FlightRole {
        guard let request = try request(path, fields, method: method, isAuthenticated: isAuthenticated) else {
            return .alone
        }
        return flights.join(request, as: waiter, until: now + .seconds(seconds), now: now)
    }

    /// An exchange for a request that leads a flight.
    func exchange(
        _ path: String = "/", _ fields: [String] = [], stale: StaleResponse? = nil, flight: Flight? = nil
    ) throws -> CachedExchange? {
        try request(path, fields).map { CachedExchange(cache, $0, stale: stale, flight: flight, now: now) }
    }
}

extension CachedExchange {
    enum Seen: Equatable {
        case forward
        case serve(String)
        case askAgain
    }

    /// The origin answers: its head, and its body where that goes to the client.
    @discardableResult
    func answer(
        _ scene: CacheScene, _ fields: [String], status: String = "200 OK", body: String = "hello", ends: Bool = true
    ) throws -> Seen {
        let response = try scene.response(fields, status: status, body: body)
        switch responseBegan(response.head, in: response.bytes, now: scene.now, wallSeconds: scene.wallSeconds) {
        case .serve(let response, _): return .serve(response.body.text)
        case .askAgain: return .askAgain
        case .forward:
            append(ByteBuffer(string: body))
            if ends { responseEnded() }
            return .forward
        }
    }
}
