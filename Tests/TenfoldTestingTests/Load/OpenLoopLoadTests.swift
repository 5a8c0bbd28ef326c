import Synchronization
import Testing

@testable import TenfoldTesting

private struct Odd: Error {}

private final class Numbers: Sendable {
    let list = Mutex<[Int]>([])
}

@Suite struct OpenLoopLoadTests {
    @Test(.timeLimit(.minutes(1))) func `every request is sent once and has one outcome`() async {
        let numbers = Numbers()
        let report = await OpenLoopLoad(rate: 1_000, for: .milliseconds(300), arrivals: .poisson(seed: 1)).run {
            number in
            numbers.list.withLock { $0.append(number) }
            if number % 2 == 1 { throw Odd() }
        }
        let total = report.total
        #expect(numbers.list.withLock { $0.sorted() } == Array(0..<total.intended))
        #expect(total.failed == total.intended / 2)
        #expect(total.succeeded == total.intended - total.failed)
        #expect(report.errors == ["Odd": total.failed])
    }

    @Test(.timeLimit(.minutes(1)))
    func `a callee that does not answer holds no request back, and is cancelled at the end`() async {
        var load = OpenLoopLoad(rate: 500, for: .milliseconds(200))
        load.maximumInFlight = 30
        load.grace = .milliseconds(50)
        let report = await load.run { _ in try await neverAnswered() }
        #expect(report.total.intended == 100)
        #expect(report.total.failed == 30)
        #expect(report.total.dropped == 70)
        #expect(report.errors == ["CancellationError": 30])
    }

    private func neverAnswered() async throws {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
        throw CancellationError()
    }
}
