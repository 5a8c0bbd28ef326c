import Foundation

/// The committed limits, each for one request.
struct Thresholds: Decodable {
    struct Limit: Decodable {
        var mallocs: Double
        var systemCalls: Double

        private enum CodingKeys: String, CodingKey {
            case mallocs
            case systemCalls = "system calls"
        }
    }

    /// By the name of what is measured.
    let limits: [String: Limit]

    init(from decoder: any Decoder) throws {
        limits = try decoder.singleValueContainer().decode([String: Limit].self)
    }

    /// `thresholds.json` beside this file.
    static func committed() throws -> Thresholds {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "thresholds.json")
        return try JSONDecoder().decode(Thresholds.self, from: Data(contentsOf: file))
    }
}
