package import NIOCore
import TenfoldCore
package import TenfoldHTTP

/// Takes responses out: by an operator's word, or since a request changed what they show.
extension HTTPCache {
    /// Removes all variants of a URL; answers how many. Nil for what is no absolute http or https URL.
    package func purge(url: String) -> Int? {
        guard let uri = ResourceURI(Array(url.utf8)) else { return nil }
        let removed = remove(ResponseKey(uri, hasher))
        metrics.count(.url, removed: removed)
        return removed
    }

    /// Removes what bears a surrogate key; answers how much.
    package func purge(surrogateKey: String) -> Int {
        let hash = hasher.hash(Array(surrogateKey.utf8))
        invalidations.mark(hash)
        var removed = 0
        for stripe in stripes { removed += change(stripe) { $0.remove(surrogateKey: hash) } }
        metrics.count(.surrogateKey, removed: removed)
        return removed
    }

    /// Removes everything; answers how much.
    package func purgeAll() -> Int {
        invalidations.markAll()
        var removed = 0
        for stripe in stripes { removed += change(stripe) { $0.removeAll() } }
        metrics.count(.all, removed: removed)
        return removed
    }

    /// Forgets the URL of a request that was not safe and has succeeded, and what its answer says to be where the change
    /// shows, if that has the same origin (RFC 9111, section 4.4).
    ///
    /// - Parameters:
    ///   - request: begins with the request's head, as the client sent it.
    ///   - response: begins with the response's head.
    ///   - prefix: what the gateway cuts from the front of paths: a path of the server's is also taken for one behind it.
    package func invalidate(
        after head: RequestHeadIndex, in request: ByteBuffer, scheme: HTTPScheme, answeredBy answer: ResponseHeadIndex,
        in response: ByteBuffer, prefix: String = ""
    ) {
        guard !head.isSafe(request), (200..<400).contains(answer.status),
            let target = ResourceURI(of: head, in: request, scheme)
        else { return }
        var removed = remove(ResponseKey(target, hasher))
        for uri in Self.locations(answer, in: response, from: target) {
            removed += remove(ResponseKey(uri, hasher))
            guard !prefix.isEmpty else { continue }
            var behindPrefix = uri
            behindPrefix.target = Array(prefix.utf8) + uri.target
            removed += remove(ResponseKey(behindPrefix, hasher))
        }
        metrics.count(.write, removed: removed)
    }

    private static func locations(
        _ head: ResponseHeadIndex, in bytes: ByteBuffer, from target: ResourceURI
    ) -> [ResourceURI] {
        let span = bytes.readableBytesUInt8Span
        var found: [ResourceURI] = []
        // Each may be there once: a head full of them would keep the lock busy.
        for slot in head.fields where found.count < 2 {
            guard span.isEqual(slot.name, to: "location") || span.isEqual(slot.name, to: "content-location") else {
                continue
            }
            var reference: [UInt8] = []
            for offset in slot.value { reference.append(span[offset]) }
            if let uri = target.resolving(reference), uri.hasSameOrigin(as: target) { found.append(uri) }
        }
        return found
    }

    private func remove(_ key: ResponseKey) -> Int {
        invalidations.mark(key.hash)
        return change(stripe(of: key.hash)) { $0.remove(key) }
    }

    /// Takes out that very response, which something newer has made wrong.
    func drop(_ response: StoredResponse) {
        _ = change(stripe(of: response.key.hash)) { $0.remove(response) }
    }
}

extension ResponseKey {
    init(_ uri: ResourceURI, _ hasher: ResponseKeyHasher) {
        self.init(uri.scheme, host: uri.host, target: uri.target, hasher)
    }
}

extension ResourceURI {
    /// What a request is for; nil where it names no host.
    init?(of head: RequestHeadIndex, in bytes: ByteBuffer, _ scheme: HTTPScheme) {
        let span = bytes.readableBytesUInt8Span
        guard head.pathEnd > head.pathStart, let host = head.fields.first(where: { span.isEqual($0.name, to: "host") })
        else { return nil }
        let end = head.flags.contains(.hasQuery) ? head.targetEnd : head.pathEnd
        var target: [UInt8] = []
        for offset in Int(head.pathStart)..<Int(end) { target.append(span[offset]) }
        let name = scheme.withoutDefaultPort(host.value, in: span)
        self.init(scheme: scheme, host: span.lowercased(name), target: target)
    }
}

extension RequestHeadIndex {
    /// A method that is not known to be safe is not (RFC 9111, section 4.4).
    func isSafe(_ bytes: ByteBuffer) -> Bool {
        switch method {
        case .get?, .head?, .options?: true
        case .some: false
        case nil: bytes.readableBytesUInt8Span.isExactly(Int(methodStart)..<Int(methodEnd), "TRACE")
        }
    }
}
