/// How a route turns a reply into an HTTP answer.
public struct Answer<Reply: Codable & Sendable>: Sendable {
    package let status: Int
    package let hasBody: Bool
    /// How long caches may keep it, in seconds; it then has an entity tag. Nil: caches are told nothing.
    package let maxAgeSeconds: Int64?
    package var isConditional: Bool { maxAgeSeconds != nil }
    package let head: @Sendable (Reply, inout AnswerHead) -> Void

    init(
        status: Int, hasBody: Bool = true, maxAgeSeconds: Int64? = nil,
        head: @escaping @Sendable (Reply, inout AnswerHead) -> Void = { _, _ in }
    ) {
        self.status = status
        self.hasBody = hasBody
        self.maxAgeSeconds = maxAgeSeconds
        self.head = head
    }

    /// 200 with the reply as JSON.
    public static var ok: Answer { Answer(status: 200) }

    /// 204 without a body.
    public static var noContent: Answer { Answer(status: 204, hasBody: false) }

    /// 202 with the reply as JSON.
    public static var accepted: Answer { Answer(status: 202) }

    /// 201 with the reply as JSON, and `Location`.
    public static func created(_ location: @escaping @Sendable (Reply) -> String) -> Answer {
        Answer(status: 201) { reply, head in head.set("Location", location(reply)) }
    }

    /// 201 with the reply as JSON.
    public static var created: Answer { Answer(status: 201) }

    /// 200 with `ETag`, and 304 for a client that has it; caches may keep it for `maxAge` (whole seconds): shared ones only
    /// where the route is open to anyone.
    public static func cached(maxAge: Duration) -> Answer {
        Answer(status: 200, maxAgeSeconds: max(0, maxAge.components.seconds))
    }

    /// Status and fields of your own choice beside the JSON.
    public static func custom(_ head: @escaping @Sendable (Reply, inout AnswerHead) -> Void) -> Answer {
        Answer(status: 200, head: head)
    }
}

/// The status and fields of an answer, for routes that set their own.
public struct AnswerHead: Sendable {
    /// The HTTP status.
    public var status: Int
    /// Fields in order; names are case-insensitive. Values with line breaks are refused when the answer is written.
    public private(set) var fields: [(name: String, value: String)] = []

    package init(status: Int) { self.status = status }

    /// Adds a field, for instance a cookie.
    public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    /// Sets a field, in place of those of the same name.
    public mutating func set(_ name: String, _ value: String) {
        fields.removeAll { $0.name.lowercased() == name.lowercased() }
        add(name, value)
    }
}
