import Foundation
import TenfoldTelemetry
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

@Suite struct SupervisorMetricsTests {
    private func status(_ story: SupervisorStory) -> SupervisorStatus { story.state.status(now: story.now) }

    @Test func `restarts, kills and states are told by child`() {
        let registry = PrometheusMetrics()
        var metrics = SupervisorMetrics(factory: registry)
        var story = SupervisorStory(["accounts/0", "edge/0"])
        story.take(.start)
        story.ready(0, 1)
        metrics.tell(status(story))
        story.exit(0)
        story.pass(.seconds(1))
        metrics.tell(status(story))
        metrics.tell(status(story))
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(text.contains(#"tenfold_up_restarts_total{child="accounts/0"} 1"#))
        #expect(text.contains(#"tenfold_up_restarts_total{child="edge/0"} 0"#))
        #expect(text.contains(#"tenfold_up_kills_total{child="edge/0"} 0"#))
        #expect(text.contains(#"tenfold_up_child_state{child="accounts/0",state="starting"} 1"#))
        #expect(text.contains(#"tenfold_up_child_state{child="accounts/0",state="ready"} 0"#))
        #expect(text.contains(#"tenfold_up_child_state{child="edge/0",state="ready"} 1"#))
    }

    @Test func `rolling restarts are counted by their outcome`() {
        let registry = PrometheusMetrics()
        var metrics = SupervisorMetrics(factory: registry)
        var story = SupervisorStory(["accounts/0"])
        story.take(.start)
        story.ready(0)
        story.take(.rollingRestart)
        story.exit(1)
        metrics.tell(status(story))
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(text.contains(#"tenfold_up_rolling_restarts_total{outcome="failed"} 1"#))
        #expect(text.contains(#"tenfold_up_rolling_restarts_total{outcome="done"} 0"#))
    }
}
