import Foundation

/// An API key as the gateway's own command makes it, and the file that has its hash.
struct GatewayKey {
    let fields: [String: String]
    let file: String

    init(madeBy tenfold: String) throws {
        let text = try Tool.run([tenfold, "api-key", "bench"])
        guard let key = Self.value("key:", in: text), let line = Self.value("line:", in: text) else {
            throw Failure("`tenfold api-key` told no key: \(text)")
        }
        fields = ["X-API-Key": key]
        file = try Workspace.shared.newFile("keys") + ".txt"
        try "\(line)\n".write(toFile: file, atomically: true, encoding: .utf8)
    }

    private static func value(_ name: String, in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(name) }
            .map { $0.dropFirst(name.count).trimmingCharacters(in: .whitespaces) }
    }
}
