import Foundation
import Testing

@testable import TenfoldHTTP

/// Our parser against llhttp, on seeded requests and mutations of them.
///
/// `TENFOLD_PARSER_CASES` and `TENFOLD_PARSER_SEED` in the environment make a soak of it.
struct DifferentialTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let caseCount = environment["TENFOLD_PARSER_CASES"].flatMap(Int.init) ?? 2000
    private static let firstSeed = environment["TENFOLD_PARSER_SEED"].flatMap { UInt64($0) } ?? 1

    /// One in so many is also read byte by byte, which is slow, and shows where llhttp finds the end of a message.
    private static let byteByByteEvery = 20

    @Test func `accepts less and never frames differently`() {
        var accepted = 0
        var refused = 0
        for number in 0..<Self.caseCount {
            let seed = Self.firstSeed &+ UInt64(number)
            let bytes = Self.input(seed: seed)
            let ours = Reading(bytes)
            accepted += ours.messages.filter { $0.end != nil }.count
            if case .refused = ours.ending { refused += 1 }
            let slowly = number % Self.byteByByteEvery == 0
            let stock = slowly ? StockReading(byteByByte: bytes) : StockReading(bytes)
            if let difference = Disagreement.between(ours, stock, comparesEnds: slowly) {
                Issue.record("seed \(seed), \(bytes.latin1.debugDescription): \(difference)")
            }
            if slowly { #expect(Reading(byteByByte: bytes) == ours, "seed \(seed)") }
        }
        // The generator makes enough of both.
        #expect(accepted > Self.caseCount / 2)
        #expect(refused > Self.caseCount / 8)
    }

    @Test func `the conformance list holds against llhttp too`() {
        for example in ConformanceTests.cases {
            let stock = StockReading(byteByByte: example.bytes)
            let difference = Disagreement.between(Reading(example.bytes), stock, comparesEnds: true)
            #expect(difference == nil, "\(example.testDescription)")
        }
    }

    @Test func `the corpus holds against llhttp`() throws {
        for input in try Corpus.inputs() {
            let stock = StockReading(byteByByte: input)
            let difference = Disagreement.between(Reading(input), stock, comparesEnds: true)
            #expect(difference == nil, "\(input.latin1.debugDescription)")
        }
    }

    static func input(seed: UInt64) -> [UInt8] {
        var generator = RequestGenerator(seed: seed)
        var mutator = Mutator(seed: ~seed)
        return mutator.mutate(generator.sequence())
    }
}
