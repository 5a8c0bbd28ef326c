import TenfoldCore

/// The slots of all messages: made from the declarations, before any module; filled as modules are bound.
struct MessageRegistry: Sendable {
    private let slots: [String: any AnyMessageSlot]
    private let uses: [String: Set<String>]

    init(_ modules: [ModuleDescription]) {
        var slots: [String: any AnyMessageSlot] = [:]
        for module in modules {
            for type in module.answers { slots[type.name] = Self.slot(for: type) }
        }
        self.slots = slots
        self.uses = Dictionary(
            modules.map { ($0.name, Set($0.uses.map { $0.name })) }, uniquingKeysWith: { $0.union($1) })
    }

    /// The slot of a message, or `Fault` (`undeclared`).
    func slot<Body: Message>(for type: Body.Type) throws -> MessageSlot<Body> {
        guard let slot = slots[type.name] as? MessageSlot<Body> else {
            throw Fault(.undeclared, "no module of this app handles \(type.name)")
        }
        return slot
    }

    /// The slot of a message for a module that must have declared it with `uses`.
    func slot<Body: Message>(for type: Body.Type, usedBy module: String) throws -> MessageSlot<Body> {
        guard uses[module]?.contains(type.name) == true else {
            throw Fault(
                .undeclared,
                "module \(module) asks for a sender of \(type.name), which it does not declare; add `module.uses(\(type).self)`"
            )
        }
        return try slot(for: type)
    }

    private static func slot<Body: Message>(for type: Body.Type) -> any AnyMessageSlot { MessageSlot<Body>() }
}
