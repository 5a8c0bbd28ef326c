import TenfoldCore

/// What modules are given to reach the rest of the app in this process.
struct Wiring: ModuleWiring {
    let registry: MessageRegistry
    let cacheEngine: any CacheEngine

    func slot<Body: Message>(for type: Body.Type, usedBy module: String) throws -> MessageSlot<Body> {
        try registry.slot(for: type, usedBy: module)
    }
}
