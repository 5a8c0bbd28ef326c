/// What a module is given when it is made. Tests give their own clock, randomness and engines.
public struct ModuleEnvironment: Sendable {
    /// The module's name.
    public let module: String
    /// The module's own database.
    public let database: Database
    /// The time of day.
    public let clock: any WallClock
    /// Issues and checks tokens.
    public let tokens: any TokenIssuing
    /// Hashes passwords.
    public let passwords: any PasswordHashing
    /// Slows down guessing of passwords.
    public let signInThrottle: any SignInThrottling
    /// The module's settings: `module.<name>.<key>` from the command line or the environment.
    public let configuration: ModuleConfiguration
    /// A folder of the module's own, for files it writes.
    public let folder: String
    /// Whether others than this machine can reach the app: then conveniences for development are off.
    public let servesBeyondLoopback: Bool
    private let wiring: any ModuleWiring

    package init(
        module: String, database: Database, clock: any WallClock, tokens: any TokenIssuing,
        passwords: any PasswordHashing, signInThrottle: any SignInThrottling, configuration: ModuleConfiguration,
        folder: String, servesBeyondLoopback: Bool = false, wiring: any ModuleWiring
    ) {
        self.module = module
        self.database = database
        self.clock = clock
        self.tokens = tokens
        self.passwords = passwords
        self.signInThrottle = signInThrottle
        self.configuration = configuration
        self.folder = folder
        self.servesBeyondLoopback = servesBeyondLoopback
        self.wiring = wiring
    }

    /// A sender for a message this module declared with `uses`. Throws `Fault` (`undeclared`) for any other.
    public func sender<Body: Message>(_ type: Body.Type = Body.self) throws -> Sender<Body> {
        try wiring.sender(for: type, usedBy: module)
    }

    /// A cache of the module's own, by name. Two caches of one name share their values.
    public func cache<Key: CacheKey, Value>(
        _ name: String, expiresAfter: Duration, notFoundExpiresAfter: Duration = .seconds(60),
        _ key: Key.Type = Key.self, _ value: Value.Type = Value.self
    ) -> Cache<Key, Value> {
        Cache(
            name: "\(module).\(name)",
            policy: CachePolicy(expiresAfter: expiresAfter, notFoundExpiresAfter: notFoundExpiresAfter),
            engine: wiring.cacheEngine)
    }

    /// A new id in a bucket drawn at random.
    public func newID<Entity>(_ type: Entity.Type = Entity.self) -> ID<Entity> {
        var random = SystemRandomNumberGenerator()
        let bucket = Bucket(Int.random(in: 0..<Bucket.count, using: &random))
        return ID.new(in: bucket, atMilliseconds: clock.now().millisecondsSince1970, using: &random)
    }
}

/// What connects a module to the rest of the app.
package protocol ModuleWiring: Sendable {
    var cacheEngine: any CacheEngine { get }
    func sender<Body: Message>(for type: Body.Type, usedBy module: String) throws -> Sender<Body>
}

/// A module's settings, as text.
public struct ModuleConfiguration: Sendable {
    private let lookUp: @Sendable (String) -> String?

    /// Settings found by key.
    public init(_ lookUp: @escaping @Sendable (String) -> String?) { self.lookUp = lookUp }

    /// The value of a key, or nil where none is set.
    public subscript(_ key: String) -> String? { lookUp(key) }
}
