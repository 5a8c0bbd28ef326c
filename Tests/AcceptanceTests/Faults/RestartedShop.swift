import Synchronization
import TenfoldTesting

/// A shop that is killed and started again, on the same data, while clients go on.
final class RestartedShop: Sendable {
    let data: String
    private let layout: DataLayout
    private let topology: Topology
    private let disk: (any FaultyDisk)?
    private let folder: TestFolder
    private let present = Mutex<AppProcess?>(nil)
    private let cutOff = Mutex(0)
    private let answered = Mutex(0)
    private let refused = Mutex(0)

    /// On a disk that can be made to fail, where one is given.
    init(_ layout: DataLayout, topology: Topology = .local, disk: (any FaultyDisk)? = nil) throws {
        self.layout = layout
        self.topology = topology
        self.disk = disk
        folder = try TestFolder()
        data = disk?.data ?? folder.path + "/data"
    }

    /// Requests that got no answer.
    var cutOffCount: Int { cutOff.withLock { $0 } }

    /// Requests that were answered by 5xx.
    var refusedCount: Int { refused.withLock { $0 } }

    /// Requests that were answered otherwise.
    var answeredCount: Int { answered.withLock { $0 } }

    func start() async throws {
        let app = try await AppProcess.start(
            disk?.executable ?? "shop", data: data, topology: topology, arguments: layout.arguments,
            environment: disk?.environment ?? [:])
        present.withLock { $0 = app }
    }

    /// `kill -9`.
    func kill() async throws {
        guard let app = takePresent() else { return }
        try await app.kill()
    }

    /// The process that serves now.
    var app: AppProcess? { present.withLock { $0 } }

    func terminate() async throws -> ProcessExit? {
        try await takePresent()?.terminate()
    }

    /// Sends once, as soon as the shop runs; nil where there is no answer that says what happened.
    func attempt(_ send: (APIClient) async throws -> APIResponse) async throws -> APIResponse? {
        try await eventually("the shop runs", within: .seconds(60)) { present.withLock { $0 != nil } }
        guard let client = present.withLock({ $0?.client }) else { return nil }
        do {
            let response = try await send(client)
            guard response.status < 500 else {
                refused.withLock { $0 += 1 }
                try await disk?.noteRefusal(response)
                return nil
            }
            answered.withLock { $0 += 1 }
            return response
        } catch is NoAnswer {
            cutOff.withLock { $0 += 1 }
            return nil
        }
    }

    /// Sends until there is an answer, as a client does that was cut off: under the same key.
    func answer(_ send: (APIClient) async throws -> APIResponse) async throws -> APIResponse {
        var answer: APIResponse?
        try await eventually("the request is answered", within: .seconds(60)) {
            answer = try await attempt(send)
            return answer != nil
        }
        guard let answer else { throw NoAnswer("the wait ended without an answer") }
        return answer
    }

    private func takePresent() -> AppProcess? {
        present.withLock { app in
            defer { app = nil }
            return app
        }
    }
}
