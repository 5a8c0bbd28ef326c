/// What a cache keeps under a key: the value itself, so that a hit decodes nothing, or the answer that there is none.
/// One reference, cheap to hand out from under a lock.
package indirect enum CachedValue: Sendable {
    case value(any Sendable)
    case notFound(Refusal)

    /// The value; throws the `Refusal` that there is none, or `Fault` (`programming`) where it is of another type.
    package func value<Value>(as type: Value.Type, in space: CacheSpace) throws -> Value {
        switch self {
        case .notFound(let refusal): throw refusal
        case .value(let value): try Self.cast(value, to: type, in: space)
        }
    }

    private static func cast<Stored: Sendable, Value>(
        _ stored: Stored, to type: Value.Type, in space: CacheSpace
    ) throws -> Value {
        guard Stored.self == type else {
            throw Fault(
                .programming,
                "the cache \(space.name) holds a \(Stored.self) where a \(type) was asked for: "
                    + "give each type of value a cache of its own")
        }
        // Safe: the types are one. A checked cast would look for conformances, on every hit.
        return unsafeBitCast(stored, to: type)
    }
}
