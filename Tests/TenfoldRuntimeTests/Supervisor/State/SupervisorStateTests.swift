import TenfoldResilience
import Testing

@testable import TenfoldRuntime

@Suite struct SupervisorStateTests {
    /// Two accounts behind an edge, all ready.
    private func served() -> SupervisorStory {
        var story = SupervisorStory(["accounts/0", "accounts/1", "edge/0"])
        story.take(.start)
        story.ready(0, 1, 2)
        return story
    }

    @Test func `every child is started, and readiness is told once the last is ready`() {
        var story = SupervisorStory(["accounts/0", "edge/0"])
        #expect(story.take(.start) == ["spawn accounts/0 #0", "spawn edge/0 #1"])
        #expect(story.ready(0).isEmpty)
        #expect(!story.state.isReady)
        #expect(story.ready(1) == ["all ready"])
        #expect(story.state.isReady)
    }

    @Test func `a child that ends is started again after a wait within its ceiling`() {
        var story = served()
        #expect(story.exit(0).isEmpty)
        #expect(!story.state.isReady)
        #expect(story.pass(.milliseconds(500)) == ["spawn accounts/0 #3"])
        #expect(story.ready(3) == ["all ready"])
        #expect(story.state.slots[0].restarts == 1)
        #expect(story.state.slots[0].lastExit == "exit code 1")
    }

    @Test func `a child that could not be started is tried again`() {
        var story = served()
        story.exit(0)
        story.pass(.seconds(1))
        story.take(.spawnFailed(ProcessNumber(3), reason: "no such file"))
        #expect(story.state.slots[0].failures == 2)
        #expect(story.state.slots[0].lastExit == "could not start: no such file")
        #expect(story.pass(.seconds(1)) == ["spawn accounts/0 #4"])
    }

    @Test func `waits grow with failures, and a complaint comes at the fifth`() {
        var story = served()
        for round in 1...8 {
            let number = story.state.slots[0].main?.number.value ?? -1
            story.exit(number)
            let ceiling = Backoff(base: .milliseconds(200), cap: .seconds(30)).ceiling(afterFailures: round)
            #expect((story.state.slots[0].retryAt ?? .zero) - story.now <= ceiling)
            let complains = story.notices.last?.level == .error
            #expect(complains == (round >= 5))
            story.pass(.seconds(31))
        }
        #expect(story.state.slots[0].failures == 8)
        #expect(story.state.slots[0].main != nil)
    }

    @Test(arguments: [(9, 2), (10, 1)])
    func `a child that was ready for ten seconds has its failures forgotten`(seconds: Int, failures: Int) {
        var story = served()
        story.exit(0)
        story.pass(.seconds(1))
        story.ready(3)
        story.pass(.seconds(seconds))
        story.exit(3)
        #expect(story.state.slots[0].failures == failures)
    }

    // MARK: Silence

    @Test func `a silent child is killed after two seconds and started again at once`() {
        var story = served()
        story.take(.said(ProcessNumber(0), .beat))
        #expect(story.pass(.milliseconds(1_999), beating: [1, 2]).isEmpty)
        #expect(story.pass(.milliseconds(1), beating: [1, 2]) == ["kill #0"])
        #expect(story.notices.last?.text == "process 100 is silent for 2 s, so it is frozen: killed")
        #expect(!story.state.isReady)
        #expect(story.exit(0, .signal(9)) == ["spawn accounts/0 #3"])
        #expect(story.state.slots[0].kills == 1)
        #expect(story.state.slots[0].failures == 0)
    }

    @Test func `a child has thirty seconds to its first beat`() {
        var story = SupervisorStory(["accounts/0"])
        story.take(.start)
        #expect(story.pass(.milliseconds(29_999), beating: []).isEmpty)
        #expect(story.pass(.milliseconds(1), beating: []) == ["kill #0"])
    }

    @Test func `time in which the supervisor itself stood still counts as nobody's silence`() {
        var story = served()
        story.pass(.seconds(1))
        // The machine's processes were stopped for an hour, beats included.
        story.pass(.milliseconds(250), beating: [])
        story.sleep(.seconds(3_600))
        #expect(story.take(.tick).isEmpty)
        #expect(story.pass(.milliseconds(1_250), beating: []).isEmpty)
        #expect(Set(story.pass(.milliseconds(500), beating: [])) == ["kill #0", "kill #1", "kill #2"])
    }

    @Test func `a child that says it drains is not ready`() {
        var story = served()
        story.take(.said(ProcessNumber(0), .draining))
        #expect(!story.state.isReady)
    }

    @Test func `what is said of a process that is gone is ignored`() {
        var story = served()
        story.exit(0)
        #expect(story.take(.said(ProcessNumber(0), .ready(adminAddress: nil))).isEmpty)
        #expect(story.take(.exited(ProcessNumber(0), .code(0))).isEmpty)
        #expect(story.state.slots[0].restarts == 1)
    }

    // MARK: Stop

    @Test func `a stop ends public services first, and the others when those are gone`() {
        var story = served()
        #expect(story.take(.stop) == ["terminate #2"])
        #expect(story.exit(2, .code(0)) == ["terminate #1", "terminate #0"])
        #expect(story.exit(0, .code(0)).isEmpty)
        #expect(story.exit(1, .code(0)) == ["finished"])
    }

    @Test func `a child that does not stop is killed after the grace`() {
        var story = served()
        story.take(.stop)
        #expect(story.pass(.seconds(24)).isEmpty)
        #expect(story.pass(.seconds(1)) == ["kill #2"])
    }

    @Test func `a second stop kills everything at once`() {
        var story = served()
        story.take(.stop)
        #expect(story.take(.stop) == ["kill #0", "kill #1", "kill #2"])
        for number in 0..<2 { story.exit(number, .signal(9)) }
        #expect(story.exit(2, .signal(9)) == ["finished"])
    }

    @Test func `a killed child that stays is not waited for for ever`() {
        var story = served()
        story.take(.stop)
        story.take(.stop)
        #expect(story.pass(.seconds(4)).isEmpty)
        #expect(story.pass(.seconds(1)) == ["finished"])
    }

    @Test func `nothing is started again while it stops`() {
        var story = served()
        story.exit(0)
        story.take(.stop)
        story.exit(1)
        #expect(story.pass(.seconds(5)).isEmpty)
        #expect(story.exit(2) == ["finished"])
    }

    @Test func `a stop before the start is the end`() {
        var story = SupervisorStory(["accounts/0"])
        #expect(story.take(.stop) == ["finished"])
        #expect(story.take(.start).isEmpty)
    }
}

extension SupervisorStateTests {
    @Test func `the next tick is due when something could change`() {
        var story = SupervisorStory(["accounts/0"])
        story.take(.start)
        story.take(.said(ProcessNumber(0), .beat))
        #expect(story.state.nextTick(after: story.now) == .milliseconds(250))
        story.pass(.milliseconds(1_900), beating: [])
        #expect(story.state.nextTick(after: story.now) == .seconds(2))
    }
}
