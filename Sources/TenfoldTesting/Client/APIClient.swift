import FoundationEssentials

/// A caller of an HTTP API: who calls, and where to. Each request has a connection of its own; what the caller has
/// written goes along with the next, as with a browser.
public struct APIClient: Sendable {
    /// The address of the API.
    public let host: String
    /// Its port.
    public let port: Int
    /// Sent as `Authorization: Bearer`.
    public var token: String?
    /// The local address to call from; on Linux all of `127.0.0.0/8` are this machine.
    public var localAddress: String?
    /// How long a request may take.
    public var timeout: Duration = .seconds(30)
    private var session = SessionJar()

    /// A caller without a token.
    public init(host: String = "127.0.0.1", port: Int, token: String? = nil) {
        self.host = host
        self.port = port
        self.token = token
    }

    /// Another caller of the same API, with a token.
    public func with(token: String?) -> APIClient {
        var copy = self
        copy.token = token
        copy.session = SessionJar()
        return copy
    }

    /// `GET`.
    public func get(_ path: String, fields: [String: String] = [:]) async throws -> APIResponse {
        try await send("GET", path, fields: fields)
    }

    /// `POST` of a JSON body, under an idempotency key where one is given.
    public func post(
        _ path: String, _ json: JSON? = nil, key: String? = nil, fields: [String: String] = [:]
    ) async throws -> APIResponse {
        var fields = fields
        var body: [UInt8]?
        if let json {
            fields["Content-Type"] = "application/json"
            body = Array(try JSONEncoder().encode(json))
        }
        if let key { fields["Idempotency-Key"] = key }
        return try await send("POST", path, fields: fields, body: body)
    }

    /// Any request. Throws `NoAnswer` when there is none: then the outcome is not known.
    public func send(
        _ method: String, _ path: String, fields: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> APIResponse {
        var fields = fields
        fields["Host"] = "\(host):\(port)"
        if let token { fields["Authorization"] = "Bearer \(token)" }
        if let body { fields["Content-Length"] = String(body.count) }
        fields["Connection"] = "close"
        if let session = session.present { fields[SessionJar.fieldName] = session }
        let exchange = HTTPExchange(method: method, path: path, fields: fields, body: body)
        let response = try await exchange.run(host: host, port: port, from: localAddress, within: timeout)
        session.keep(response)
        return response
    }
}

/// A request got no whole answer: refused, cut off or too late.
public struct NoAnswer: Error, CustomStringConvertible, Sendable {
    /// What happened.
    public let description: String

    /// What happened, in words.
    public init(_ description: String) { self.description = description }
}
