import Testing

/// The same tests run on one data file a module, and on two.
enum DataLayout: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case oneFile = "on one data file"
    case twoFiles = "on two data files"

    /// For tests that take long: the second layout in a soak alone.
    static var usual: [DataLayout] { Soak.isOn ? allCases : [.oneFile] }

    var testDescription: String { rawValue }

    var arguments: [String] {
        switch self {
        case .oneFile: []
        case .twoFiles: ["--shards", "2"]
        }
    }
}
