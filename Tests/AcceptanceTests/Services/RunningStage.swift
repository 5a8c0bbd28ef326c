import Foundation
import TenfoldTesting

/// The processes behind `up`, as its status tells them.
struct RunningStage: Sendable {
    struct Child: Hashable, Sendable {
        let name: String
        let pid: Int32
        let isReady: Bool
    }

    let app: AppProcess

    func children() async throws -> [Child] {
        let status = try await app.admin.get("/status.json")
        return status.json["children"].elements.compactMap { child in
            guard let name = child["name"].text, let pid = child["pid"].integer else { return nil }
            return Child(name: name, pid: Int32(pid), isReady: child["isReady"] == .bool(true))
        }
    }

    /// Signals a replica, such as `sales/0`.
    func signal(_ name: String, _ signal: Int32) async throws {
        guard let child = try await children().first(where: { $0.name == name }) else {
            throw NoAnswer("no child \(name)")
        }
        _ = Foundation.kill(child.pid, signal)
    }

    /// Signals a replica, and waits until another process has taken its place and is ready.
    func replace(_ name: String, by signalNumber: Int32) async throws {
        guard let old = try await children().first(where: { $0.name == name }) else {
            throw NoAnswer("no child \(name)")
        }
        _ = Foundation.kill(old.pid, signalNumber)
        try await eventually("\(name) is replaced", within: .seconds(60)) {
            try await children().contains { $0.name == name && $0.pid != old.pid && $0.isReady }
        }
    }
}
