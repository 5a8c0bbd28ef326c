import TenfoldCore
import Testing

@testable import TenfoldEvents

@Suite(.timeLimit(.minutes(1))) struct TimeLimitTests {
    @Test func `work that ends in time gives its answer`() async throws {
        let limit = TimeLimit(.seconds(3600))
        let answer = try await limit.run { 7 }
        #expect(answer as? Int == 7)
    }

    @Test func `work whose time is over is cancelled and fails, though it answers`() async throws {
        let limit = TimeLimit(.milliseconds(5))
        let watch = Task { await limit.watch() }
        defer { watch.cancel() }
        await #expect {
            try await limit.run {
                while !Task.isCancelled { await Task.yield() }
                return 7
            }
        } throws: {
            ($0 as? Fault)?.code == .deadlineExceeded
        }
    }

    @Test func `work that waits is cut off while quicker work comes and goes`() async throws {
        let limit = TimeLimit(.milliseconds(20))
        let watch = Task { await limit.watch() }
        defer { watch.cancel() }
        let stuck = Task { try await limit.run { try await Task.sleep(for: .seconds(3600)) } }
        let quick = Task {
            while !Task.isCancelled {
                _ = try? await limit.run { 7 }
                await Task.yield()
            }
        }
        let result = await stuck.result
        quick.cancel()
        #expect(throws: Fault.self) { try result.get() }
    }

    @Test func `work is cancelled with its caller`() async throws {
        let limit = TimeLimit(.seconds(3600))
        let task = Task { try await limit.run { try await Task.sleep(for: .seconds(3600)) } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
