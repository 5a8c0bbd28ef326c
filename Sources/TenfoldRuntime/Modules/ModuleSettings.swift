import Glibc
import TenfoldCore

/// Where a module's settings come from: the command line, then `APP_MODULE_KEY`, then `APP_KEY` in the environment.
struct ModuleSettings: Sendable {
    let app: String
    let overrides: [String: String]

    func configuration(for module: String) -> ModuleConfiguration {
        ModuleConfiguration { key in
            overrides["\(module).\(key)"] ?? Self.environment([app, module, key]) ?? Self.environment([app, key])
        }
    }

    private static func environment(_ parts: [String]) -> String? {
        let name = parts.joined(separator: "_").uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
        return getenv(String(name)).map { String(cString: $0) }
    }
}
