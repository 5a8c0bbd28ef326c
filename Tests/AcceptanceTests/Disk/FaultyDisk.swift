import Foundation
import Synchronization
import TenfoldTesting
import Testing

/// A disk that a shop keeps its data on, and that can be made to fail.
protocol FaultyDisk: Sendable {
    /// The data folder as the shop sees it.
    var data: String { get }
    /// The same as the test sees it.
    var visibleData: String { get }
    /// What to start in place of `shop`, so that it sees this disk.
    var executable: String { get }
    var environment: [String: String] { get }
    var refusals: Refusals { get }
    /// Leaves no room.
    func fill() throws
    /// Makes room.
    func free() throws
}

extension FaultyDisk {
    /// Notes an answer of 5xx; once there are many, waits for the disk to be well, so that clients do not hammer it.
    func noteRefusal(_ response: APIResponse) async throws {
        guard refusals.note(response) else { return }
        try await eventually("the disk is well again", within: .seconds(120)) { !refusals.isFaulty }
    }
}

/// The answers of 5xx while a disk fails.
final class Refusals: Sendable {
    static let enough = 30

    private let responses = Mutex<[APIResponse]>([])
    private let faulty = Mutex(false)

    var all: [APIResponse] { responses.withLock { $0 } }

    var isFaulty: Bool {
        get { faulty.withLock { $0 } }
        set { faulty.withLock { $0 = newValue } }
    }

    /// True when there are enough of them.
    func note(_ response: APIResponse) -> Bool {
        responses.withLock {
            $0.append(response)
            return $0.count >= Self.enough
        }
    }

    func forget() { responses.withLock { $0 = [] } }
}

/// The kinds of faulty disk that this machine can make without privileges.
enum DiskKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case smallFileSystem = "a small file system"
    case interposedCalls = "system calls that fail"

    var testDescription: String { rawValue }

    func make() async throws -> any FaultyDisk {
        switch self {
        case .smallFileSystem: try await SmallFileSystem()
        case .interposedCalls: try await InterposedDisk()
        }
    }

    static let available: [DiskKind] = allCases.filter { kind in
        switch kind {
        case .smallFileSystem: SmallFileSystem.isPossible
        case .interposedCalls: InterposedDisk.isPossible
        }
    }
}

/// The shop that was built beside the tests.
enum ShopExecutable {
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: own).deletingLastPathComponent().appending(path: "shop").path
    }()
}

/// Runs a short command to its end; nil where it cannot be run.
func exitCode(of executable: String, _ arguments: [String]) -> Int32? {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.terminationStatus
}
