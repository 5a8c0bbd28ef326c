import NIOCore
import TenfoldCore

/// The connection's one task: it waits for a request, runs the handler, sends the answer, and begins again.
extension Connection {
    func run() async {
        while isOpen {
            // Looks before it waits: a request that came while the last handler was suspended is waiting already, and
            // nobody would wake us for it.
            guard let route = takeReady() else {
                guard isOpen else { break }
                // Holds: resumed exactly once, by `wake`, which takes it out first; `ended` always wakes.
                await withUnsafeContinuation { waiter = $0 }
                continue
            }
            let response: Response
            do {
                response = try await route.route.run(Request(content))
            } catch {
                response = answer(to: error, Request(content))
            }
            if !sendAtOnce(response) { await send(response) }
            isHandling = false
            work = WorkNames.other
            releasePlace()
        }
        taskEnded()
    }

    /// The route of a request that is ready for its handler.
    private func takeReady() -> BoundRoute? {
        // A client that does not read its responses gets no further ones.
        guard isWritable else { return nil }
        if holdsInbox || inputIsClosed || !intake.isAwaitingHead { advance() }
        if readIsHeld { resumeReading() }
        guard isReady, let route = exchange.route else { return nil }
        isReady = false
        isHandling = true
        work = route.route.work
        loop.activity.begin(work)
        return route
    }

    /// Lets the task look again. It runs before this returns, unless an outer hold runs it.
    func wake() {
        guard let waiting = waiter else { return }
        waiter = nil
        loop.executor.hold { waiting.resume() }
    }

    func releasePlace() {
        guard holdsPlace else { return }
        holdsPlace = false
        server.metrics.requestEnded()
    }

    private func taskEnded() {
        taskHasEnded = true
        task = nil
        if case .closed = phase { loop.remove(self) }
    }

    private func answer(to error: any Error, _ request: Request) -> Response {
        switch error {
        case let refusal as HTTPRefusal: refusal.response
        case let error as RequestBodyError: answer(to: error, request)
        default: server.hooks.respondToError(error, request)
        }
    }

    private func answer(to error: RequestBodyError, _ request: Request) -> Response {
        switch error.code {
        case .tooLarge: Problem(status: .contentTooLarge, detail: error.message).response()
        case .tooSlow: Problem(status: .requestTimeout, detail: error.message).response()
        case .malformed: Problem(status: .badRequest, detail: error.message).response()
        case .connectionClosed, .readTwice, .cancelled: server.hooks.respondToError(error, request)
        }
    }
}
