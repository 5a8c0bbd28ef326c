package import TenfoldCore

/// Finds every fault in an app's declarations, before anything runs. Pure.
package enum DeclarationChecks {
    package static func faults(in modules: [ModuleDescription]) -> [BootFault] {
        names(modules) + handlers(modules) + senders(modules) + cycles(modules) + events(modules) + timers(modules)
            + RouteChecks.faults(in: modules) + SchemaChecks.faults(in: modules)
    }

    private static func names(_ modules: [ModuleDescription]) -> [BootFault] {
        var faults = duplicates(modules.map(\.name)).map {
            BootFault(place: "module \($0)", sentence: "two modules have this name; give one another `static let name`")
        }
        for module in modules where !isPlainName(module.name) {
            faults.append(
                BootFault(
                    place: "module \(module.name)",
                    sentence: "a module's name is lower-case letters, digits and dashes, beginning with a letter"))
        }
        for module in modules {
            for type in module.answers where !type.name.hasPrefix(module.name + ".") {
                faults.append(
                    BootFault(
                        place: "module \(module.name)",
                        sentence: "answers \(type.name), whose name must begin with `\(module.name).`"))
            }
            for type in module.publishes where !type.name.hasPrefix(module.name + ".") {
                faults.append(
                    BootFault(
                        place: "module \(module.name)",
                        sentence: "publishes \(type.name), whose name must begin with `\(module.name).`"))
            }
        }
        return faults + sharedNames(modules)
    }

    /// Names that two different types bear.
    private static func sharedNames(_ modules: [ModuleDescription]) -> [BootFault] {
        var types: [String: Set<ObjectIdentifier>] = [:]
        for module in modules {
            for type in module.answers + module.uses { types[type.name, default: []].insert(ObjectIdentifier(type)) }
            for type in module.publishes + module.subscribes {
                types[type.name, default: []].insert(ObjectIdentifier(type))
            }
        }
        return types.filter { $0.value.count > 1 }.keys.sorted().map {
            BootFault(place: "message \($0)", sentence: "two types have this wire name; a name means one type")
        }
    }

    private static func handlers(_ modules: [ModuleDescription]) -> [BootFault] {
        let answers = modules.flatMap { module in module.answers.map { ($0.name, module.name) } }
        return duplicates(answers.map(\.0)).map { name in
            let places = answers.filter { $0.0 == name }.map(\.1).joined(separator: " and ")
            return BootFault(place: "message \(name)", sentence: "has two handlers, in \(places); keep one")
        }
    }

    private static func senders(_ modules: [ModuleDescription]) -> [BootFault] {
        let answered = Set(modules.flatMap { $0.answers.map { $0.name } })
        return modules.flatMap { module in
            module.uses.filter { !answered.contains($0.name) }.map {
                BootFault(
                    place: "module \(module.name)", sentence: "uses \($0.name), which no module of this app handles")
            }
        }
    }

    /// Synchronous calls must not go round between modules: such a circle can wait for itself.
    private static func cycles(_ modules: [ModuleDescription]) -> [BootFault] {
        let graph = CallGraph(modules)
        return graph.cycles.map { cycle in
            BootFault(
                place: "modules \(cycle.joined(separator: " → "))",
                sentence: "call each other in a circle; let one of them listen to an event instead")
        }
    }

    private static func events(_ modules: [ModuleDescription]) -> [BootFault] {
        let publishers = modules.flatMap { module in module.publishes.map { ($0.name, module.name) } }
        var faults = duplicates(publishers.map(\.0)).map {
            BootFault(
                place: "event \($0)",
                sentence: "is published by two modules, or announced twice; one module owns an event")
        }
        let published = Set(publishers.map(\.0))
        for module in modules {
            for type in module.subscribes where !published.contains(type.name) {
                faults.append(
                    BootFault(
                        place: "module \(module.name)",
                        sentence:
                            "subscribes to \(type.name), which no module publishes; add `module.publishes(…)` there"))
            }
            for name in duplicates(module.subscribes.map { $0.name }) {
                faults.append(
                    BootFault(
                        place: "module \(module.name)",
                        sentence: "subscribes to \(name) twice; do both in one subscription"))
            }
        }
        return faults
    }

    private static func timers(_ modules: [ModuleDescription]) -> [BootFault] {
        modules.flatMap { module in
            duplicates(module.timers).map {
                BootFault(
                    place: "module \(module.name)",
                    sentence: "has two timers called \($0); a timer's name is its lease's")
            }
        }
    }

    static func duplicates(_ names: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for name in names { counts[name, default: 0] += 1 }
        return counts.filter { $0.value > 1 }.keys.sorted()
    }

    private static func isPlainName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
    }
}
