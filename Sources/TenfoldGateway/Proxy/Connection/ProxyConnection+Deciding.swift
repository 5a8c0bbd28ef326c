import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldIdentity
import TenfoldResilience

/// Decides what becomes of a request: its route, whether it may pass, and where it goes.
extension ProxyConnection {
    /// A head that waits until it is known who it is of.
    final class HeldHead {
        let head: RequestHeadIndex
        let bytes: ByteBuffer
        let policies: PolicyChain

        init(_ head: RequestHeadIndex, _ bytes: ByteBuffer, _ policies: PolicyChain) {
            self.head = head
            self.bytes = bytes
            self.policies = policies
        }
    }

    func decide(_ head: RequestHeadIndex, _ bytes: ByteBuffer) {
        if proxy.plan.accessLog != nil { note(head, bytes) }
        do throws(HTTPRefusal) {
            let route = try findRoute(head, bytes)
            self.route = route
            deadline = startedAt + route.timeout
            if isTrustedProxy { believe(head, bytes) }
            if let limit = route.route.bodyBytes, head.contentLength > limit { throw bodyTooLarge(limit) }
            target = route.targets.single ?? route.targets.target(of: canaryNumber(route, head, bytes))
            guard let policies = route.policies else { return try sendOn(head, bytes) }
            try hold(policies, against: head, bytes)
        } catch {
            answer(error)
        }
    }

    private func findRoute(_ head: RequestHeadIndex, _ bytes: ByteBuffer) throws(HTTPRefusal) -> RouteEntry {
        guard !head.isTrace(bytes) else {
            throw HTTPRefusal(.methodNotAllowed, "TRACE is not sent on.", closesConnection: false)
        }
        let routes = proxy.plan.routes
        let route = routes.find(head, in: bytes)
        switch head.pathShape(bytes) {
        case .plain: break
        case .dotted:
            throw HTTPRefusal(
                .badRequest, "A path through a proxy has no segments . and .. in it.", closesConnection: false)
        case .ambiguous(let path):
            // A server that reads it so must not be asked under another route's rules.
            guard routes.find(head, path: path.span, in: bytes) === route else {
                throw HTTPRefusal(
                    .badRequest, "This path can be read in two ways that have different rules.",
                    closesConnection: false)
            }
        }
        guard let route else {
            throw HTTPRefusal(.notFound, "There is no route for this request.", closesConnection: false)
        }
        return try route.declared?.entry(of: head, in: bytes) ?? route
    }

    // MARK: Policies

    private func hold(_ policies: PolicyChain, against head: RequestHeadIndex, _ bytes: ByteBuffer) throws(HTTPRefusal)
    {
        // HTTP/1.0 has no chunks.
        if let rule = policies.compression, !isHTTP10 {
            compress(by: rule, takesGzip: head.acceptsGzip(in: bytes))
        }
        if let refusal = policies.refusalOfAddress(address) { return answer(refusal) }
        if let cors = policies.cors, let origin = head.value(of: .origin, in: bytes) {
            if let preflight = policies.preflight(head, bytes) { return answer(preflight, as: .answered) }
            for (name, value) in cors.responseFields(for: bytes.text(origin)) {
                responseLines += Array("\(name): \(value)\r\n".utf8)
            }
        }
        guard policies.needsIdentity else { return try passed(policies, head, bytes) }
        switch policies.identify(head, bytes, nowSeconds: proxy.nowSeconds) {
        case .nobody: try passed(policies, head, bytes)
        case .known(let principal):
            self.principal = principal
            try passed(policies, head, bytes)
        case .refused(let refusal): answer(refusal)
        case .unknown(let checker, let credential):
            // Before a signature is looked at: guesses cost more than other requests.
            if let refusal = policies.earlyRefusal(asker(head, bytes), now: now) { return answer(refusal) }
            heldHead = HeldHead(head, bytes, policies)
            check(credential, with: checker)
        }
    }

    private func check(_ credential: [UInt8], with checker: any CredentialChecking) {
        checkNumber += 1
        let (number, seconds, loop) = (checkNumber, proxy.nowSeconds, proxy.loop)
        Task {
            let verdict = await checker.check(credential, nowSeconds: seconds)
            loop.execute { self.checked(number, verdict) }
        }
    }

    private func checked(_ number: Int, _ verdict: CredentialVerdict) {
        // The request may have ended, and another be there.
        guard number == checkNumber, let held = heldHead.take() else { return }
        switch verdict {
        case .refused(let challenge): answer(.unauthenticated(challenge: challenge))
        case .unavailable(let detail): answer(.unavailable(detail))
        case .valid(let principal):
            self.principal = principal
            goOn(held)
        }
        advanceBehindHeldHead()
    }

    private func goOn(_ held: HeldHead) {
        let asker = asker(held.head, held.bytes)
        let refusal = held.policies.refusal(of: principal) ?? held.policies.lateRefusal(asker, now: now)
        if let refusal { return answer(refusal) }
        do throws(HTTPRefusal) {
            try proceed(held.policies, held.head, held.bytes)
        } catch {
            answer(error)
        }
    }

    private func passed(
        _ policies: PolicyChain, _ head: RequestHeadIndex, _ bytes: ByteBuffer
    ) throws(HTTPRefusal) {
        let asker = asker(head, bytes)
        let refusal =
            policies.refusal(of: principal) ?? policies.earlyRefusal(asker, now: now)
            ?? policies.lateRefusal(asker, now: now)
        if let refusal { return answer(refusal) }
        try proceed(policies, head, bytes)
    }

    /// It has passed every rule.
    private func proceed(
        _ policies: PolicyChain, _ head: RequestHeadIndex, _ bytes: ByteBuffer
    ) throws(HTTPRefusal) {
        // By who it is, once that is known.
        if let route, route.targets.single == nil {
            target = route.targets.target(of: canaryNumber(route, head, bytes))
        }
        guard let cache = policies.cache(of: target) else { return try sendOn(head, bytes) }
        try consult(cache, head, bytes)
    }

    private func asker(_ head: RequestHeadIndex, _ bytes: ByteBuffer) -> Asker {
        Asker(address: address, principal: principal, head: head, bytes: bytes)
    }

    /// When the request came, on the clock of limits and balancers.
    private var now: Duration { MonotonicTime.since(startedAt) }

    // MARK: Where to

    /// Memory for heads that a connection keeps between requests.
    private static let keptBytes = 4_096

    func sendOn(_ head: RequestHeadIndex, _ bytes: ByteBuffer) throws(HTTPRefusal) {
        guard let route else { return }
        if unsent.capacity > Self.keptBytes { unsent = ByteBuffer() } else { unsent.clear() }
        upstream = proxy.upstreams[target]
        upgrade = Upgrade(head, bytes)
        let takesKey = route.takesKeys && !head.isSafe
        let lines = addedLines(takesKey: takesKey && head.value(of: .idempotencyKey, in: bytes) == nil)
        try head.forward(
            bytes, cutting: route.strippedBytes, prefix: route.prefix, of: forwarded ?? client, adding: lines,
            into: &unsent)
        isRepeatable = head.isSafe || takesKey
        repeatable = isRepeatable && !head.hasBody ? unsent : nil
        tried.removeAll(keepingCapacity: true)
        if upgrade == nil, let mirror = mirrorOf(route) { self.mirror(head, bytes, to: mirror) }
        if mayCollect(head) { return collect() }
        admit()
    }

    /// What its server is told besides what the client says.
    private func addedLines(takesKey: Bool) -> [UInt8] {
        var lines = principal?.lines ?? []
        if let upgrade { lines += upgrade.lines }
        if let own = upstream?.definition.lines, !own.isEmpty {
            lines += own
            // Behind trusted proxies the list of addresses does not say by itself which of them is the client's.
            if let address { lines += Array("\(ForwardedClient.addressField): \(address)\r\n".utf8) }
        }
        if takesKey { lines += Array("idempotency-key: \(RandomKey.make())\r\n".utf8) }
        return lines
    }

    /// A body that is known to be short is taken whole before a server is asked, so that a slow client holds no
    /// connection to one. Who waits for `100 Continue` would wait for ever.
    private func mayCollect(_ head: RequestHeadIndex) -> Bool {
        !requestEnded && head.contentLength > 0 && head.contentLength <= proxy.limits.waitingBytes
            && !head.flags.contains(.expectsContinue)
    }

    /// The time that the route gives its upstream has not begun yet.
    private func collect() {
        isCollecting = true
        deadline = nil
    }

    /// The body is whole.
    func collected() {
        isCollecting = false
        if isRepeatable { repeatable = unsent }
        if let route { deadline = NIODeadline.now() + route.timeout }
        admit()
    }

    /// What decides to which part of a canary the request goes.
    private func canaryNumber(_ route: RouteEntry, _ head: RequestHeadIndex, _ bytes: ByteBuffer) -> UInt64 {
        switch route.route.sticky {
        case .none:
            var random = TracingRandom()
            return random.next()
        case .address: break
        case .principal:
            if let principal { return WeightedTargets.number(of: "\(principal.identity) \(principal.id)".utf8) }
        case .field(let name):
            if let value = head.value(of: FieldName(name), in: bytes) {
                return WeightedTargets.number(of: bytes.bytes(value))
            }
        }
        return WeightedTargets.number(of: "\(address?.place ?? 0)".utf8)
    }

    // MARK: Proxies in front

    /// Takes over what a proxy in front says of its client: the last address in its list that is no trusted proxy's.
    private func believe(_ head: RequestHeadIndex, _ bytes: ByteBuffer) {
        let text = head.values(of: .xForwardedFor, in: bytes).map { bytes.text($0) }.joined(separator: ",")
        let chain = text.split(separator: ",").map { $0.trimmingBlanks }.filter { ClientAddress($0) != nil }
        let scheme = head.value(of: .xForwardedProto, in: bytes).map { bytes.text($0).lowercased() }
        let client = chain.lastIndex { element in
            guard let address = ClientAddress(element) else { return false }
            return !proxy.plan.trusted.contains { $0.contains(address) }
        }
        address = client.flatMap { ClientAddress(chain[$0]) } ?? peerAddress
        forwarded = ForwardedClient(
            chain: chain.map(String.init) + [peer], client: client ?? chain.count,
            scheme: scheme == "https" ? "https" : self.scheme)
    }
}

extension RequestHeadIndex {
    /// Whether it may be sent twice (RFC 9110, section 9.2.2).
    var isSafe: Bool { method == .get || method == .head || method == .options }
}

extension FieldName {
    fileprivate static let xForwardedFor = FieldName("x-forwarded-for")
    fileprivate static let idempotencyKey = FieldName("idempotency-key")
    fileprivate static let xForwardedProto = FieldName("x-forwarded-proto")
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }
}
