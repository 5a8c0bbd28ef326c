/// Imports point downwards only, so that a reader can learn the floors one at a time and no two meet in a circle.
enum ImportRule {
    static let ground: Set<String> = ["TenfoldCore", "TenfoldResilience", "TenfoldConfiguration"]
    static let firstFloor: Set<String> = [
        "TenfoldHTTP", "TenfoldData", "TenfoldCache", "TenfoldEvents", "TenfoldIdentity", "TenfoldTelemetry",
    ]

    /// Which of the house's own targets a target may import.
    static let allowed: [String: Set<String>] = {
        var table: [String: Set<String>] = [
            "TenfoldCore": [], "TenfoldResilience": [], "TenfoldConfiguration": [],
        ]
        for target in firstFloor { table[target] = ground }
        table["TenfoldHTTPCaching"] = ground.union(["TenfoldHTTP", "TenfoldCache"])
        table["TenfoldTLS"] = ground.union(["TenfoldHTTP"])
        table["TenfoldGateway"] = ground.union(["TenfoldHTTP", "TenfoldHTTPCaching", "TenfoldIdentity"])
        table["TenfoldRuntime"] = ground.union(firstFloor).union(["TenfoldGateway", "TenfoldHTTPCaching"])
        table["TenfoldCLI"] = ground.union(firstFloor).union(["TenfoldGateway", "TenfoldTLS", "TenfoldRuntime"])
        table["Tenfold"] = ground.union(firstFloor).union(["TenfoldRuntime"])
        table["TenfoldTesting"] = ground.union(firstFloor).union(["TenfoldRuntime", "Tenfold"])
        table["ShopModules"] = ["Tenfold"]
        table["shop"] = ["Tenfold", "ShopModules"]
        return table
    }()

    /// Modules from outside the house that a target is held to; a target that is not listed may use any.
    static let allowedFromOutside: [String: Set<String>] = [
        "TenfoldCore": ["FoundationEssentials", "Synchronization"],
        "TenfoldResilience": ["Synchronization"],
        "ShopModules": ["ArgumentParser", "FoundationEssentials", "Glibc", "NIOCore", "NIOPosix"],
        "shop": ["Foundation", "FoundationEssentials"],
    ]

    static func offences(in files: [SourceFile]) -> [Offence] {
        files.flatMap { file -> [Offence] in
            guard let target = file.target else { return [] }
            return file.code.enumerated().compactMap { line, code in
                importedModule(code).flatMap { fault(target: target, imported: $0) }
                    .map { Offence(path: file.path, line: line + 1, fault: $0) }
            }
        }
    }

    static func fault(target: String, imported: String) -> String? {
        guard let houseModules = allowed[target] else {
            return "\(target) is not in the table of floors (Tests/TidyTests/Rules/ImportRule.swift)"
        }
        if imported.hasPrefix("Tenfold") || imported == "ShopModules" {
            return houseModules.contains(imported) ? nil : "\(target) must not import \(imported)"
        }
        guard let outside = allowedFromOutside[target], !outside.contains(imported) else { return nil }
        return "\(target) must not import \(imported)"
    }

    /// The module's name in an import line: `public import struct Foundation.URL` gives `Foundation`.
    static func importedModule(_ code: String) -> String? {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor"]
        let prefixes: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        var words = code.split(separator: " ")[...]
        while let first = words.first, first.hasPrefix("@") || prefixes.contains(first) { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let first = words.first, kinds.contains(first) { words.removeFirst() }
        return words.first.map { String($0.prefix { $0 != "." }) }
    }
}
