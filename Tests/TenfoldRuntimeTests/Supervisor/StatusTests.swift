import Foundation
import Testing

@testable import TenfoldRuntime

@Suite struct StatusTests {
    /// One ready, one that waits for its next try, one that starts.
    private func mixed() -> SupervisorStory {
        var story = SupervisorStory(["accounts/0", "accounts/1", "edge/0"])
        story.take(.start)
        story.ready(0, 1)
        story.exit(1, .signal(11))
        return story
    }

    private func status(_ story: SupervisorStory) -> SupervisorStatus { story.state.status(now: story.now) }

    @Test func `the table says who is what, since when and why`() {
        #expect(
            StatusTable.text(status(mixed())) == """
                CHILD       PID  STATE     FOR   RESTARTS  LAST EXIT            ADMIN
                accounts/0  100  ready     0 ms  0         -                    127.0.0.1:9000
                accounts/1  -    waiting   0 ms  1         signal 11 (SIGSEGV)  -
                edge/0      102  starting  0 ms  0         -                    -
                2 of 3 not ready.

                """)
    }

    @Test func `the table shows both processes of a slot that is replaced`() {
        var story = SupervisorStory(["accounts/0"])
        story.take(.start)
        story.ready(0)
        story.take(.rollingRestart)
        let lines = StatusTable.lines(status(story))
        #expect(lines[1] == "accounts/0  100 + 101  ready (+ starting)  0 ms  0         -          127.0.0.1:9000")
        #expect(lines[2] == "All 1 are ready. A rolling restart is under way.")
    }

    @Test func `readiness is 503 with the names of those that are not`() {
        let (code, body) = StatusJSON.readiness(status(mixed()))
        #expect(code == 503)
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"status":"starting","notReady":{"accounts/1":"waiting","edge/0":"starting"}}"#)
    }

    @Test func `readiness is 200 when everybody serves, and no longer when it stops`() {
        var story = SupervisorStory(["accounts/0"])
        story.take(.start)
        story.ready(0)
        #expect(StatusJSON.readiness(status(story)).status == 200)
        story.take(.stop)
        let (code, body) = StatusJSON.readiness(status(story))
        #expect(code == 503)
        #expect(String(decoding: body, as: UTF8.self) == #"{"status":"stopping","notReady":{"accounts/0":"draining"}}"#)
    }

    @Test func `the status as JSON has a field for each column`() throws {
        let body = StatusJSON.body(status(mixed()))
        let whole = try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        let children = try #require(whole["children"] as? [[String: Any]])
        #expect(whole["status"] as? String == "starting")
        #expect(children.map { $0["name"] as? String } == ["accounts/0", "accounts/1", "edge/0"])
        #expect(children[0]["pid"] as? Int == 100)
        #expect(children[0]["adminAddress"] as? String == "127.0.0.1:9000")
        #expect(children[1]["pid"] is NSNull)
        #expect(children[1]["state"] as? String == "waiting")
        #expect(children[1]["restarts"] as? Int == 1)
        #expect(children[1]["lastExit"] as? String == "signal 11 (SIGSEGV)")
        #expect(children[0]["lastExit"] is NSNull)
    }

    @Test(arguments: [
        (Duration.milliseconds(320), "320 ms"), (.milliseconds(4_250), "4.2 s"), (.seconds(12), "12 s"),
        (.seconds(200), "3 min 20 s"), (.seconds(7_500), "2 h 5 min"), (.seconds(-1), "0 ms"),
    ])
    func `durations are said as people say them`(duration: Duration, text: String) {
        #expect(duration.spoken == text)
    }

    @Test(arguments: [
        (0, "exit code 0"), (0x0300, "exit code 3"), (9, "signal 9 (SIGKILL)"), (0x8b, "signal 11 (SIGSEGV)"),
        (64, "signal 64"),
    ])
    func `what waitpid gives is told apart`(status: Int32, text: String) {
        #expect(ExitStatus(waitStatus: status).description == text)
    }
}
