import TenfoldCore

/// What modules are given to reach the rest of the app in this process.
struct Wiring: ModuleWiring {
    let registry: MessageRegistry
    let cacheEngine: any CacheEngine

    func sender<Body: Message>(for type: Body.Type, usedBy module: String) throws -> Sender<Body> {
        try registry.sender(for: type, usedBy: module)
    }
}
