import TenfoldCore
import Testing

@testable import TenfoldHTTP

struct CallQueueTests {
    private func call() -> ClientCall { ClientCall(ClientRequest(.get, "/"), .local(1), deadline: .now) }

    @Test func `calls leave in the order in which they came`() {
        var queue = CallQueue<ClientCall>()
        let calls = (0..<100).map { _ in call() }
        for call in calls { queue.append(call) }
        for (index, call) in calls.enumerated() {
            #expect(queue.count == 100 - index)
            #expect(queue.popFirst() === call)
        }
        #expect(queue.popFirst() == nil && queue.isEmpty)
    }

    @Test func `a call that ended while it waited is passed over`() {
        var queue = CallQueue<ClientCall>()
        let calls = [call(), call(), call()]
        for call in calls { queue.append(call) }
        calls[0].fail(CancellationError())
        queue.oneEnded()
        #expect(queue.count == 2 && queue.waiting.first === calls[1])
        #expect(queue.popFirst() === calls[1])
        #expect(queue.popFirst() === calls[2])
        #expect(queue.popFirst() == nil)
    }

    @Test func `calls that ended do not pile up behind one that waits for long`() {
        var queue = CallQueue<ClientCall>()
        let patient = call()
        queue.append(patient)
        for _ in 0..<10_000 {
            let hasty = call()
            queue.append(hasty)
            hasty.fail(CancellationError())
            queue.oneEnded()
            #expect(queue.slots <= 20)
        }
        #expect(queue.popFirst() === patient)
    }

    @Test func `a queue that is always in use stays small`() {
        var queue = CallQueue<ClientCall>()
        queue.append(call())
        for _ in 0..<10_000 {
            queue.append(call())
            #expect(queue.popFirst() != nil)
            #expect(queue.count == 1 && queue.slots <= 20)
        }
    }
}
