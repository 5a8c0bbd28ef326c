import TenfoldCore
import Testing

@testable import TenfoldTelemetry

@Suite struct BlockageDetectorTests {
    let names = WorkNames()
    let loop = LoopActivity(name: "0")

    /// A detector of one loop that looks every 20 ms.
    struct Looks {
        var detector = BlockageDetector(loops: 1, options: LoopWatchdogOptions())
        var now = Duration.zero

        mutating func look(_ loop: LoopActivity, after: Duration = .milliseconds(20)) -> [BlockageDetector.Finding] {
            now += after
            return detector.look([loop.sample], now: now)
        }
    }

    @Test func `a piece of work of more than 50 ms is told once, and once when it has ended`() {
        let work = names.register("catalog.FindProduct")
        var looks = Looks()
        loop.begin(work)
        #expect(looks.look(loop) == [])
        #expect(looks.look(loop) == [])
        #expect(looks.look(loop) == [])
        #expect(looks.look(loop) == [.blocked(loop: 0, work: work, soFar: .milliseconds(60))])
        for _ in 0..<10 { #expect(looks.look(loop) == []) }
        loop.end()
        #expect(looks.look(loop) == [.ended(loop: 0, work: work, total: .milliseconds(280))])
        #expect(looks.look(loop) == [])
    }

    @Test func `many short pieces of one name are no blockage`() {
        let work = names.register("catalog.FindProduct")
        var looks = Looks()
        for _ in 0..<20 {
            loop.begin(work)
            #expect(looks.look(loop) == [])
        }
        loop.end()
        #expect(looks.look(loop) == [])
    }

    @Test func `another piece that follows at once ends a blockage and has its own time`() {
        let (first, second) = (names.register("a"), names.register("b"))
        var looks = Looks()
        loop.begin(first)
        for _ in 0..<3 { _ = looks.look(loop) }
        #expect(looks.look(loop) == [.blocked(loop: 0, work: first, soFar: .milliseconds(60))])
        loop.begin(second)
        #expect(looks.look(loop) == [.ended(loop: 0, work: first, total: .milliseconds(80))])
        #expect(looks.look(loop) == [])
        #expect(looks.look(loop) == [])
        #expect(looks.look(loop) == [.blocked(loop: 0, work: second, soFar: .milliseconds(60))])
    }

    @Test func `a machine that stood still is not the loop's fault`() {
        var looks = Looks()
        loop.begin(names.register("a"))
        #expect(looks.look(loop) == [])
        loop.begin(names.register("b"))
        #expect(looks.look(loop, after: .seconds(3_600)) == [])
        loop.end()
        #expect(looks.look(loop) == [])
    }

    @Test func `loops are told apart`() {
        let other = LoopActivity(name: "1")
        let work = names.register("a")
        var detector = BlockageDetector(loops: 2, options: LoopWatchdogOptions())
        other.begin(work)
        var findings: [BlockageDetector.Finding] = []
        for look in 1...5 {
            loop.begin(work)
            findings += detector.look([loop.sample, other.sample], now: .milliseconds(20 * look))
        }
        #expect(findings == [.blocked(loop: 1, work: work, soFar: .milliseconds(60))])
    }

    @Test func `names keep their numbers and are bounded`() {
        let first = names.register("a")
        #expect(names.register("a") == first)
        #expect(names.name(of: first) == "a")
        for number in 0..<65_600 { _ = names.register("n\(number)") }
        #expect(names.register("one more") == WorkNames.other)
        #expect(names.name(of: names.register("one more")) == "other")
        #expect(names.name(of: first) == "a")
    }

    @Test func `lines are bounded by the minute and those left out are counted`() {
        var budget = LineBudget(linesPerMinute: 2)
        #expect(budget.take(now: .seconds(1)) == 0)
        #expect(budget.take(now: .seconds(2)) == 0)
        #expect(budget.take(now: .seconds(3)) == nil)
        #expect(budget.take(now: .milliseconds(60_999)) == nil)
        #expect(budget.take(now: .seconds(61)) == 2)
        #expect(budget.take(now: .seconds(62)) == 0)
        #expect(budget.take(now: .seconds(63)) == nil)
    }
}
