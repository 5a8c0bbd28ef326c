import NIOCore
import TenfoldResilience

/// Behind an upgrade: bytes of both sides, as they come.
extension ProxyConnection {
    /// The server has agreed; its head is on its way to the client.
    func tunnelBegan() {
        isTunnel = true
        upgrade = nil
        deadline = nil
        requestEnded = true
        (progressSince, progressBytes) = (.now(), 0)
        guard !isTaking else { return }
        if let waiting = inbox.take() { sendThrough(waiting) }
        advance()
    }

    func sendThrough(_ bytes: ByteBuffer) {
        guard let connection = attempt?.connection else { return cut() }
        progressBytes += bytes.readableBytes
        if bytes.readableBytes > 0 { connection.write(bytes) }
        setReading(connection.isWritable)
    }

    /// The server's side has gone.
    func tunnelEnded() {
        endAttempt(.success)
        proxy.metrics.count(.forwarded)
        log(.forwarded, took: Duration(.now() - startedAt))
        isActive = false
        closeAfterFlush()
    }

    /// Whether nobody has said anything for too long.
    func tickTunnel(_ now: NIODeadline) {
        if progressBytes > 0 { (progressSince, progressBytes) = (now, 0) }
        guard now - progressSince > TimeAmount(proxy.limits.tunnelIdleTimeout) else { return }
        proxy.metrics.count(.tunnelIdle)
        cut()
    }
}
