import Testing

/// The same tests run on one data file a module, and on two.
enum Stage: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case oneFile = "on one data file"
    case twoFiles = "on two data files"

    var testDescription: String { rawValue }

    var arguments: [String] {
        switch self {
        case .oneFile: []
        case .twoFiles: ["--shards", "2"]
        }
    }
}
