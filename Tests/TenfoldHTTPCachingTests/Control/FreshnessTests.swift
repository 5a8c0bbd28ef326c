import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, sections 4.2.1 to 4.2.3, 5.1 and 5.3. The present is `Tue, 14 Nov 2023 22:13:20 GMT`.
@Suite struct FreshnessTests {
    private let wall = CacheScene.beginning

    private func facts(_ fields: String...) throws -> ResponseFacts {
        let head = try ResponseHead("200 OK", fields + ["Content-Length: 0"])
        return ResponseFacts(head.head, head.bytes, toHead: false, surrogateNames: [], now: wall)
    }

    private func at(_ seconds: Int) -> String { HTTPTimestamp.text(secondsSince1970: wall + seconds) }

    private func lifetime(_ facts: ResponseFacts) -> Int? {
        Freshness.explicitLifetime(of: facts, wallSeconds: wall)
    }

    @Test func `4.2.1: s-maxage comes before max-age, and that before Expires`() throws {
        let expires = "Expires: \(at(10))"
        #expect(try lifetime(facts("Cache-Control: max-age=60, s-maxage=30", expires)) == 30)
        #expect(try lifetime(facts("Cache-Control: s-maxage=90, max-age=60", expires)) == 90)
        #expect(try lifetime(facts("Cache-Control: max-age=60", expires)) == 60)
        #expect(try lifetime(facts(expires)) == 10)
        #expect(try lifetime(facts()) == nil)
    }

    @Test func `4.2.1: Expires counts from Date, not from now`() throws {
        #expect(try lifetime(facts("Expires: \(at(10))", "Date: \(at(-20))")) == 30)
        #expect(try lifetime(facts("Expires: \(at(-10))", "Date: \(at(-20))")) == 10)
        #expect(try lifetime(facts("Expires: \(at(-30))", "Date: \(at(-20))")) == 0)
    }

    @Test(arguments: ["0", "-1", "", "tomorrow", "Thu, 18 Aug 2050 02:01:18 UTC"])
    func `5.3: an Expires that is no time has passed`(value: String) throws {
        #expect(try lifetime(facts("Expires: \(value)")) == 0)
    }

    @Test func `4.2.1: two times of expiry contradict each other`() throws {
        #expect(try lifetime(facts("Expires: \(at(10))", "Expires: \(at(20))")) == 0)
        #expect(try lifetime(facts("Expires: \(at(10))", "Expires: \(at(10))")) == 10)
        #expect(try lifetime(facts("Expires: \(at(10))", "Expires: 0")) == 0)
    }

    @Test func `4.2.2: heuristics give a tenth of the time since the last change, up to a limit`() throws {
        func heuristic(_ facts: ResponseFacts, limit: Int = 1_000) -> Int? {
            Freshness.heuristicLifetime(of: facts, wallSeconds: wall, limit: limit)
        }
        #expect(try heuristic(facts("Last-Modified: \(at(-1000))")) == 100)
        #expect(try heuristic(facts("Last-Modified: \(at(-1000))", "Date: \(at(-500))")) == 50)
        #expect(try heuristic(facts("Last-Modified: \(at(-1_000_000))")) == 1_000)
        #expect(try heuristic(facts("Last-Modified: \(at(1000))")) == 0)
        #expect(try heuristic(facts("Last-Modified: yesterday")) == nil)
        #expect(try heuristic(facts()) == nil)
    }

    private func age(_ facts: ResponseFacts, delay: Int = 0) -> Int {
        let times = ExchangeTimes(
            requested: .uptimeNanoseconds(1_000_000_000),
            responded: .uptimeNanoseconds(1_000_000_000) + .seconds(Int64(delay)),
            wallSeconds: wall)
        return Int(Freshness.initialAge(of: facts, times: times) / 1_000_000_000)
    }

    @Test func `4.2.3: the age is the larger of what the date and what Age with the delay tell`() throws {
        #expect(try age(facts("Date: \(at(0))")) == 0)
        #expect(try age(facts("Date: \(at(-30))")) == 30)
        #expect(try age(facts("Date: \(at(30))")) == 0)
        #expect(try age(facts("Age: 7"), delay: 3) == 10)
        #expect(try age(facts("Age: 7", "Date: \(at(-30))"), delay: 3) == 30)
        #expect(try age(facts("Age: 40", "Date: \(at(-30))"), delay: 3) == 43)
        #expect(try age(facts(), delay: 5) == 5)
    }

    @Test func `5.1: of a list the first age counts, of several lines the largest, and no number is none`() throws {
        #expect(try facts("Age: 5, 9").age == 5)
        #expect(try facts("Age: 5", "Age: 9").age == 9)
        #expect(try facts("Age: -1").age == 0)
        #expect(try facts("Age: 1.5").age == 0)
        #expect(try facts("Age: 99999999999999999999").age == DeltaSeconds.limit)
    }

    @Test func `8.8.3 of RFC 9110: a tag that is none, or one of two, validates nothing`() throws {
        #expect(try facts("ETag: \"x\"").entityTag?.isWeak == false)
        #expect(try facts("ETag: W/\"x\"").entityTag?.isWeak == true)
        #expect(try facts("ETag: w/\"x\"").entityTag == nil)
        #expect(try facts("ETag: x").entityTag == nil)
        #expect(try facts("ETag: \"x").entityTag == nil)
        #expect(try facts("ETag: \"x\"y").entityTag == nil)
        #expect(try facts("ETag: \"x\"", "ETag: \"y\"").entityTag == nil)
    }

    @Test func `4.2.3: an age grows with the clock, and is bounded`() {
        let times = ResponseTimes(
            bornAt: -5_000_000_000, freshUntil: 0, staleWhileRevalidatingUntil: 0, staleOnErrorUntil: 0)
        #expect(times.age(at: 0) == 5)
        #expect(times.age(at: 1_999_999_999) == 6)
        #expect(times.age(at: -6_000_000_000) == 0)
        #expect(times.age(at: .max - 5_000_000_000) == DeltaSeconds.limit)
    }
}
