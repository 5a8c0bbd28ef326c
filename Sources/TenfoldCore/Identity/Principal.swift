/// Who calls: taken from a verified token, never from a body.
public struct Principal: Codable, Hashable, Sendable {
    /// The caller's stable id as text, for instance an account's id.
    public let id: String
    /// What the caller may be, for instance `admin`.
    public let roles: Set<String>

    /// A caller known by any text.
    public init(id: String, roles: Set<String> = []) {
        self.id = id
        self.roles = roles
    }

    /// A caller who is an entity, usually an account.
    public init<Entity>(_ id: ID<Entity>, roles: Set<String> = []) {
        self.init(id: id.description, roles: roles)
    }

    /// Whether the caller is this entity.
    public func owns<Entity>(_ id: ID<Entity>) -> Bool { self.id == id.description }

    /// Whether the caller has the role `admin`.
    public var isAdmin: Bool { roles.contains("admin") }

    /// The caller's id as an entity's id; nil where it is not one.
    public func id<Entity>(as type: Entity.Type = Entity.self) -> ID<Entity>? { ID<Entity>(id) }
}
