import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Copies requests to another upstream, whose answers nobody waits for and nobody reads.
extension ProxyConnection {
    /// Where the route's requests are copied to, if this one is.
    func mirrorOf(_ route: RouteEntry) -> RouteEntry.Mirror? {
        guard let mirror = route.mirror, !isBackground, mirrored == nil else { return nil }
        guard mirror.percent < 100 else { return mirror }
        var random = TracingRandom()
        return random.next() % 100 < UInt64(mirror.percent) ? mirror : nil
    }

    /// Sends the copy's head; its body follows by `mirror(_:)`.
    func mirror(_ head: RequestHeadIndex, _ bytes: ByteBuffer, to mirror: RouteEntry.Mirror) {
        let copy = ProxyConnection(proxy, .http1, scheme: scheme)
        copy.becomeBackground(of: self)
        copy.target = mirror.upstream
        copy.isHead = isHead
        copy.requestEnded = !head.hasBody
        if head.hasBody { mirrored = copy }
        do throws(HTTPRefusal) {
            try copy.sendOn(head, bytes)
        } catch {
            copy.ended()
        }
    }

    /// A part of the body. The request itself never waits for its copy: one whose server is slower is given up.
    func mirror(_ piece: ByteBuffer) {
        guard let copy = mirrored else { return }
        // Its server has answered already, or cannot be reached.
        guard copy.isActive else { return mirrored = nil }
        if let connection = copy.attempt?.connection, connection.isWritable, copy.unsent.readableBytes == 0 {
            connection.write(piece)
        } else if copy.attempt?.connection == nil, copy.unsent.readableBytes < proxy.limits.mirroredBytes {
            copy.unsent.writeImmutableBuffer(piece)
        } else {
            proxy.metrics.count(.mirroredBytes)
            dropMirror()
        }
    }

    /// The request's body is whole, and so is the copy's.
    func mirrorEnded() {
        guard let copy = mirrored.take() else { return }
        copy.requestEnded = true
        if copy.isCollecting { copy.collected() }
    }

    /// The request has ended before its body has: no server must take the part for the whole.
    func dropMirror() {
        guard let copy = mirrored.take(), !copy.requestEnded else { return }
        copy.ended()
    }
}
