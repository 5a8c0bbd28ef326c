import Glibc
import TenfoldCore

/// Where a module's settings come from: the command line, then `APP_MODULE_KEY` and `APP_KEY` in the environment, then the
/// stage file.
struct ModuleSettings: Sendable {
    let app: String
    let overrides: [String: String]
    var stage: [String: String] = [:]

    func configuration(for module: String) -> ModuleConfiguration {
        ModuleConfiguration { key in
            overrides["\(module).\(key)"] ?? Self.environment([app, module, key]) ?? Self.environment([app, key])
                ?? stage["\(module).\(key)"]
        }
    }

    private static func environment(_ parts: [String]) -> String? {
        let name = parts.joined(separator: "_").uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
        return getenv(String(name)).map { String(cString: $0) }
    }
}
