/// What decides the bucket of a command, and the order of events: events of one key arrive in the order they were
/// committed.
public struct RoutingKey: Hashable, Sendable {
    /// The key's text: an id's text form, or the text it was made from.
    public let text: String
    /// The bucket it belongs to.
    public let bucket: Bucket
    package let meansPrincipal: Bool

    /// The key of an entity: its own bucket.
    public init<Entity>(_ id: ID<Entity>) {
        self.init(text: id.description, bucket: id.bucket)
    }

    /// A key from any text, for instance a country; its bucket is a hash of it.
    public init(_ text: String) {
        self.init(text: text, bucket: Bucket(hashing: text))
    }

    private init(text: String, bucket: Bucket, meansPrincipal: Bool = false) {
        self.text = text
        self.bucket = bucket
        self.meansPrincipal = meansPrincipal
    }

    /// The caller's own id. A caller without one is refused.
    public static let principal = RoutingKey(text: "", bucket: Bucket(0), meansPrincipal: true)
}
