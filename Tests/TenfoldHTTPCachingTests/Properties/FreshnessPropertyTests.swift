import NIOCore
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldHTTPCaching

/// What holds for any responses, requests and times: drawn from a seed, and held against a model that knows no cache.
@Suite struct FreshnessPropertyTests {
    /// What the origin has answered, as a client can tell it from the body.
    private struct Answer {
        let url: Int
        let language: Int?
        let responded: Int
        let lifetime: Int
        let whileRevalidating: Int
        let onError: Int
        let isRevalidatedAlways: Bool
    }

    @Test(arguments: 0..<16)
    func `nothing is served beyond its time, to another URL or to another Vary`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var limits = HTTPCacheLimits()
        limits.bytes = 96 * 1024
        limits.variantsPerURL = 3
        let scene = CacheScene(limits, seed: seed)
        var answers: [Answer] = []
        var hits = 0
        for _ in 0..<800 {
            scene.pass(Int.random(in: 0...2, using: &random))
            let (url, language) = (Int.random(in: 0..<12, using: &random), Int.random(in: 0..<5, using: &random))
            let fields = ["Accept-Language: l\(language)"]
            let seconds = Int(scene.elapsed.nanoseconds / 1_000_000_000)
            switch scene.ask(try RequestHead("/\(url)", fields)) {
            case .hit(let response, let age):
                hits += 1
                let answer = try #require(origin(of: response, answers))
                #expect(answer.url == url)
                #expect(answer.language.map { $0 == language } ?? true)
                #expect(age == seconds - answer.responded)
                #expect(age < answer.lifetime)
                #expect(!answer.isRevalidatedAlways)
            case .stale(let stale):
                let answer = try #require(origin(of: stale.response, answers))
                #expect(answer.url == url)
                #expect(answer.language.map { $0 == language } ?? true)
                let past = seconds - answer.responded - answer.lifetime
                #expect(
                    stale.mayServeWhileRevalidating == (past < answer.whileRevalidating && !answer.isRevalidatedAlways))
                #expect(stale.mayServeOnError(at: scene.now) == (past < answer.onError && !answer.isRevalidatedAlways))
                try refill(scene, url, fields, language, &answers, &random)
            case .miss: try refill(scene, url, fields, language, &answers, &random)
            default: Issue.record("no such answer is expected, seed \(seed)")
            }
            #expect(scene.cache.byteCount <= limits.bytes)
            if Int.random(in: 0..<100, using: &random) == 0 {
                _ = scene.cache.purge(url: "http://a.test/\(url)")
                #expect(try scene.ask("/\(url)", fields) == .miss, "seed \(seed)")
            }
        }
        #expect(hits > 40, "seed \(seed)")
    }

    private func origin(of response: StoredResponse, _ answers: [Answer]) -> Answer? {
        let text = response.body.text
        guard let number = Int(text.prefix { $0 != " " }), answers.indices.contains(number) else { return nil }
        return answers[number]
    }

    private func refill(
        _ scene: CacheScene, _ url: Int, _ fields: [String], _ language: Int, _ answers: inout [Answer],
        _ random: inout SeededRandom
    ) throws {
        let varies = Bool.random(using: &random)
        let answer = Answer(
            url: url, language: varies ? language : nil, responded: Int(scene.elapsed.nanoseconds / 1_000_000_000),
            lifetime: .random(in: 0...40, using: &random), whileRevalidating: .random(in: 0...20, using: &random),
            onError: .random(in: 0...20, using: &random), isRevalidatedAlways: .random(in: 0..<8, using: &random) == 0)
        var control = "max-age=\(answer.lifetime), stale-while-revalidate=\(answer.whileRevalidating)"
        control += ", stale-if-error=\(answer.onError)"
        if answer.isRevalidatedAlways {
            control += [", no-cache", ", must-revalidate, no-cache"].randomElement(using: &random) ?? ""
        }
        var lines = ["Cache-Control: \(control)", "ETag: \"\(answers.count)\""]
        if varies { lines.append("Vary: accept-language") }
        let filler = String(repeating: "x", count: .random(in: 0...6_000, using: &random))
        answers.append(answer)
        try scene.fill("/\(url)", for: fields, lines, body: "\(answers.count - 1) \(filler)")
    }

    @Test(arguments: 0..<10)
    func `bodies come out as they went in, in whatever pieces`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let scene = CacheScene(seed: seed)
        for number in 0..<40 {
            let count = Int.random(in: 0...9_000, using: &random)
            let body = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let request = try #require(try scene.request("/\(number)"))
            let isChunked = Bool.random(using: &random)
            let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(count)"
            let head = try ResponseHead("200 OK", [scene.date, "Cache-Control: max-age=9", framing])
            let times = ExchangeTimes(requested: scene.now, responded: scene.now, wallSeconds: scene.wallSeconds)
            let fill = try #require(scene.cache.beginFill(request, head: head.head, in: head.bytes, times: times))
            var start = 0
            while start < count {
                let end = Int.random(in: start...min(count, start + 2_000), using: &random)
                #expect(fill.append(ByteBuffer(bytes: body[start..<end])))
                start = end
            }
            let isCut = Int.random(in: 0..<4, using: &random) == 0
            if isCut { fill.abandon() } else { _ = fill.commit() }
            guard let hit = scene.ask(try RequestHead("/\(number)")).hit else {
                #expect(isCut, "seed \(seed)")
                continue
            }
            #expect(!isCut, "seed \(seed)")
            var out = ByteBuffer()
            if let rest = hit.write(age: 0, into: &out) { out.writeImmutableBuffer(rest) }
            let suffix = Array("content-length: \(count)\r\nage: 0\r\n\r\n".utf8) + body
            #expect(Array(out.readableBytesView.suffix(suffix.count)) == suffix, "seed \(seed)")
        }
        #expect(scene.cache.fillByteCount == 0)
    }
}
