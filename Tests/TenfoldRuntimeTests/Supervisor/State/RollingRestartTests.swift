import Testing

@testable import TenfoldRuntime

@Suite struct RollingRestartTests {
    private func served() -> SupervisorStory {
        var story = SupervisorStory(["accounts/0", "accounts/1"])
        story.take(.start)
        story.ready(0, 1)
        return story
    }

    @Test func `each replica in turn gets a second process, which takes over before the first ends`() {
        var story = served()
        #expect(story.take(.rollingRestart) == ["spawn accounts/0 #2"])
        #expect(story.pass(.seconds(5)).isEmpty)
        #expect(story.state.isReady)
        #expect(story.ready(2) == ["terminate #0"])
        #expect(story.state.isReady)
        #expect(story.exit(0, .code(0)) == ["spawn accounts/1 #3"])
        #expect(story.ready(3) == ["terminate #1"])
        #expect(story.exit(1, .code(0)).isEmpty)
        #expect(!story.state.isRollingRestart)
        #expect(story.state.slots.map { $0.main?.number.value } == [2, 3])
        #expect(story.state.slots.map(\.restarts) == [0, 0])
        #expect(story.state.rollingRestarts == (1, 0))
    }

    @Test func `a replacement that is not ready in a minute is killed, and the old process stays`() {
        var story = served()
        story.take(.rollingRestart)
        #expect(story.pass(.milliseconds(59_999)).isEmpty)
        #expect(story.pass(.milliseconds(1)) == ["kill #2"])
        #expect(story.notices.last?.level == .error)
        #expect(story.exit(2, .signal(9)).isEmpty)
        #expect(!story.state.isRollingRestart)
        #expect(story.state.slots[0].main?.number == ProcessNumber(0))
        #expect(story.state.isReady)
        #expect(story.state.rollingRestarts == (0, 1))
    }

    @Test func `a replacement that ends before it is ready ends the restart`() {
        var story = served()
        story.take(.rollingRestart)
        #expect(story.exit(2, .code(64)).isEmpty)
        #expect(!story.state.isRollingRestart)
        #expect(story.pass(.seconds(60)).isEmpty)
        #expect(story.state.isReady)
    }

    @Test func `a replacement takes the place of an old process that ends too early`() {
        var story = served()
        story.take(.rollingRestart)
        #expect(story.exit(0).isEmpty)
        #expect(story.pass(.seconds(1)).isEmpty)
        #expect(story.ready(2) == ["spawn accounts/1 #3", "all ready"])
    }

    @Test func `an old process that does not end is killed after the grace, and the restart goes on`() {
        var story = served()
        story.take(.rollingRestart)
        story.ready(2)
        #expect(story.pass(.seconds(25)) == ["kill #0"])
        #expect(story.exit(0, .signal(9)) == ["spawn accounts/1 #3"])
    }

    @Test func `a slot that waits for its next try is started at once and has to become ready`() {
        var story = SupervisorStory(["accounts/0", "accounts/1"])
        story.take(.start)
        for _ in 0..<12 {
            story.exit(story.state.slots[0].main?.number.value ?? -1)
            if story.state.slots[0].failures < 12 { story.pass(.seconds(31)) }
        }
        let lines = story.take(.rollingRestart)
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("spawn accounts/0") == true)
        let number = story.state.slots[0].main?.number.value ?? -1
        #expect(story.ready(number).first?.hasPrefix("spawn accounts/1") == true)
    }

    @Test func `wishes that come during a restart are one more restart after it`() {
        var story = served()
        story.take(.rollingRestart)
        #expect(story.take(.rollingRestart).isEmpty)
        #expect(story.take(.rollingRestart).isEmpty)
        story.ready(2)
        story.exit(0, .code(0))
        story.ready(3)
        #expect(story.exit(1, .code(0)) == ["spawn accounts/0 #4"])
        story.ready(4)
        story.exit(2, .code(0))
        story.ready(5)
        #expect(story.exit(3, .code(0)).isEmpty)
        #expect(!story.state.isRollingRestart)
    }

    @Test func `a stop ends both processes of a slot`() {
        var story = served()
        story.take(.rollingRestart)
        #expect(story.take(.stop) == ["terminate #1", "terminate #0", "terminate #2"])
        story.exit(0, .code(0))
        story.exit(1, .code(0))
        #expect(story.exit(2, .code(0)) == ["finished"])
    }

    @Test func `a frozen replacement is killed and ends the restart`() {
        var story = served()
        story.take(.rollingRestart)
        story.take(.said(ProcessNumber(2), .beat))
        #expect(story.pass(.seconds(2), beating: [0, 1]) == ["kill #2"])
        #expect(story.exit(2, .signal(9)).isEmpty)
        #expect(!story.state.isRollingRestart)
    }
}
