import NIOCore

/// Ends HTTP on the connection, where client and handler agree to.
extension Connection {
    func sendUpgrade(
        _ response: Response, run: @Sendable (UpgradedConnection) async throws -> Void
    ) async {
        // A body that is still coming in would be taken for the other protocol's bytes.
        guard Request(content).wantsUpgrade, intake.isAwaitingHead else { return sendWhole(needsUpgrade(response)) }
        guard beginUpgrade(response) else { return }
        let stream = BodyStream(loop: eventLoop, limit: .max, connection: self)
        intake = .upgraded(stream)
        advance()
        resumeReading()
        do {
            try await run(
                UpgradedConnection(inbound: RequestBody(stream: stream), outbound: ResponseWriter(connection: self)))
        } catch {
            flush()
            return cut()
        }
        if isOpen { finishExchange(keeps: false, ending: .answered) }
    }

    private func beginUpgrade(_ response: Response) -> Bool {
        do throws(ResponseEncoder.InvalidField) {
            try encode(response, .none, .upgrade)
        } catch {
            refuse(HTTPRefusal(.internalServerError, "The request failed."))
            return false
        }
        exchange.status = response.status
        exchange.streamFraming = .untilClose
        exchange.closesConnection = true
        exchange.deadline = nil
        flushSoon()
        return true
    }

    private func needsUpgrade(_ response: Response) -> Response {
        let name = response.fields["upgrade"] ?? ""
        return Problem(status: 426, detail: "This path speaks another protocol: ask for it with Upgrade: \(name).")
            .response(fields: ["upgrade": name])
    }
}
