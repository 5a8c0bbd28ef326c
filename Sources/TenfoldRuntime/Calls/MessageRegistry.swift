import TenfoldCore

/// The slots of all messages: made from the declarations, before any module; filled as modules are bound.
struct MessageRegistry: Sendable {
    private let slots: [String: any AnyMessageSlot]
    /// By the sending module and the message it declared to use.
    private let meters: [String: [String: any SendMeter]]

    init(_ modules: [ModuleDescription]) {
        var slots: [String: any AnyMessageSlot] = [:]
        for module in modules {
            for type in module.answers { slots[type.name] = Self.slot(for: type) }
        }
        self.slots = slots
        meters = Dictionary(modules.map { ($0.name, Self.meters(of: $0)) }) { first, _ in first }
    }

    /// The slot of a message, or `Fault` (`undeclared`).
    func slot<Body: Message>(for type: Body.Type) throws -> MessageSlot<Body> {
        guard let slot = slots[type.name] as? MessageSlot<Body> else {
            throw Fault(.undeclared, "no module of this app handles \(type.name)")
        }
        return slot
    }

    /// The sender of a message for a module that must have declared it with `uses`.
    func sender<Body: Message>(for type: Body.Type, usedBy module: String) throws -> Sender<Body> {
        guard let meter = meters[module]?[type.name] else {
            throw Fault(
                .undeclared,
                "module \(module) asks for a sender of \(type.name), which it does not declare; add `module.uses(\(type).self)`"
            )
        }
        return Sender(slot: try slot(for: type), meter: meter)
    }

    private static func meters(of module: ModuleDescription) -> [String: any SendMeter] {
        let pairs = module.uses.map { ($0.name, SendCounter(from: module.name, message: $0.name) as any SendMeter) }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func slot<Body: Message>(for type: Body.Type) -> any AnyMessageSlot { MessageSlot<Body>() }
}
