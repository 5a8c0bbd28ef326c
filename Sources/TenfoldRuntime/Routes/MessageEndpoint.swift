import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Carries one public route out: access, decoding, the message's handler, the answer. An object: calling a generic
/// structure looks its type up first, on every request.
final class MessageEndpoint<Body: Message>: Sendable {
    let access: Access<Body>
    let answer: Answer<Body.Reply>
    let slot: MessageSlot<Body>
    let coder: any JSONCoder
    let bodyLimitBytes: Int
    /// Stands before the handler; nil where nothing does.
    let admission: AdmissionDesk?
    private let cacheControl: String?

    init(
        access: Access<Body>, answer: Answer<Body.Reply>, slot: MessageSlot<Body>, coder: any JSONCoder,
        bodyLimitBytes: Int, admission: AdmissionDesk? = nil
    ) {
        self.access = access
        self.answer = answer
        self.slot = slot
        self.coder = coder
        self.bodyLimitBytes = bodyLimitBytes
        self.admission = admission
        cacheControl = answer.maxAgeSeconds.map { "\(access.isOpen ? "public" : "private"), max-age=\($0)" }
    }

    /// The present call is set by the pipeline around it, which has checked its idempotency key.
    func respond(to request: Request) async throws -> Response {
        try access.checkBeforeDecoding()
        let body = try await request.body.collect(upTo: bodyLimitBytes)
        let message = try MessageBodyDecoding.message(Body.self, from: request, body: body, coder: coder)
        try access.checkCaller(message)
        let run = try slot.bound()
        let key = request.idempotencyKey
        let reply: Body.Reply
        if let admission {
            reply = try await admission.run(Call.current) { try await run(message, key) }
        } else {
            reply = try await run(message, key)
        }
        return try response(with: reply, to: request)
    }

    private func response(with reply: Body.Reply, to request: Request) throws -> Response {
        var head = AnswerHead(status: answer.status)
        answer.head(reply, &head)
        var fields = HTTPFields(reserving: head.fields.count + 3)
        for field in head.fields { fields.append(field.name, field.value) }
        guard answer.hasBody else { return Response(status: HTTPStatus(head.status), fields: fields) }
        var content = ByteBuffer()
        try coder.encode(reply, into: &content)
        if let cacheControl {
            fields["Cache-Control"] = cacheControl
            let tag = EntityTag.of(content)
            fields["ETag"] = tag
            if let field = request.fields["If-None-Match"], EntityTagList.contains(tag, in: field) {
                return Response(status: .notModified, fields: fields)
            }
        }
        fields["Content-Type"] = "application/json"
        return Response(status: HTTPStatus(head.status), fields: fields, body: .buffer(content))
    }
}

extension Access {
    /// Whether everybody gets the same answer, so that shared caches may keep it.
    var isOpen: Bool { if case .anyone = requirement { true } else { false } }

    /// Throws the refusal that fits when the present caller may not.
    func checkCaller(_ body: Body) throws {
        if isOpen { return }
        try check(Call.current.principal, body)
    }

    /// What can be refused before the body is even looked at.
    func checkBeforeDecoding() throws {
        switch requirement {
        case .anyone: return
        case .signedIn, .when: _ = try Call.current.requirePrincipal()
        case .role(let role):
            guard try Call.current.requirePrincipal().roles.contains(role) else {
                throw Refusal.forbidden("tenfold.forbidden", "This needs the role \(role).")
            }
        }
    }
}
