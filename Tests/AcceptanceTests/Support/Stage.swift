import Foundation
import TenfoldTesting
import Testing

/// The forms in which the whole shop must be one and the same to its callers.
enum Stage: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case oneFile = "one process, on one data file"
    case twoFiles = "one process, on two data files"
    case overTheWire = "one process, every call over the wire and twice"
    case services = "as services, two replicas each"

    var testDescription: String { rawValue }

    var topology: Topology {
        switch self {
        case .oneFile, .twoFiles: .local
        case .overTheWire: .overTheWire
        case .services: .stage("services", file: Self.file)
        }
    }

    var arguments: [String] { self == .twoFiles ? ["--shards", "2"] : [] }

    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Examples/Shop/tenfold.yaml"
    ).standardized.path
}
