import Synchronization
import TenfoldTesting

/// A shop that is killed and started again, on the same data, while clients go on.
final class RestartedShop: Sendable {
    let data: String
    private let stage: Stage
    private let folder: TestFolder
    private let present = Mutex<AppProcess?>(nil)
    private let cutOff = Mutex(0)

    init(_ stage: Stage) throws {
        self.stage = stage
        folder = try TestFolder()
        data = folder.path + "/data"
    }

    /// Requests that got no answer.
    var cutOffCount: Int { cutOff.withLock { $0 } }

    func start() async throws {
        let app = try await AppProcess.start("shop", data: data, arguments: stage.arguments)
        present.withLock { $0 = app }
    }

    /// `kill -9`.
    func kill() async throws {
        guard let app = takePresent() else { return }
        try await app.kill()
    }

    func terminate() async throws -> ProcessExit? {
        try await takePresent()?.terminate()
    }

    /// Sends until there is an answer that says what happened: as a client does that was cut off, under the same key.
    func answer(_ send: (APIClient) async throws -> APIResponse) async throws -> APIResponse {
        var answer: APIResponse?
        try await eventually("the request is answered", within: .seconds(60)) {
            guard let client = present.withLock({ $0?.client }) else { return false }
            do {
                let response = try await send(client)
                if response.status < 500 { answer = response }
            } catch is NoAnswer {
                cutOff.withLock { $0 += 1 }
            }
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
