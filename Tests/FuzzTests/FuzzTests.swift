import Foundation
import FuzzTargets
import Testing

/// Each target on its corpus, and on inputs made of it: a short and always equal run of what `make fuzz` does for long.
@Suite struct FuzzTests {
    /// More, and others each time, where someone has the time (`make soak`).
    static let soakSeconds = ProcessInfo.processInfo.environment["TENFOLD_FUZZ_SECONDS"].flatMap(Double.init)

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `nothing in the corpus breaks a promise`(name: String) async throws {
        let target = try #require(FuzzTarget.named(name))
        let inputs = Corpus.inputs(of: name)
        #expect(inputs.count > 5, "the corpus was not found")
        for input in inputs + [[]] { await expectKept(target, input) }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `nothing made of the corpus breaks a promise`(name: String) async throws {
        let target = try #require(FuzzTarget.named(name))
        guard let seconds = Self.soakSeconds else { return await run(target, seed: 1, while: { $0 < 200 }) }
        let seed = UInt64.random(in: .min ... .max)
        let end = ContinuousClock.now + .seconds(seconds)
        var count = 0
        await run(target, seed: seed) { done in
            count = done
            return ContinuousClock.now < end
        }
        print("fuzz \(name): \(count) inputs in \(seconds) s, seed \(seed)")
    }

    private func run(_ target: FuzzTarget, seed: UInt64, while mayGoOn: (Int) -> Bool) async {
        var mutator = Mutator(seed: seed, inputs: Corpus.inputs(of: target.name))
        var count = 0
        while mayGoOn(count) {
            guard await expectKept(target, mutator.next()) else { return }
            count += 1
        }
    }

    @discardableResult
    private func expectKept(_ target: FuzzTarget, _ input: [UInt8]) async -> Bool {
        guard let fault = await target.run(input) else { return true }
        Issue.record("\(target.name): \(fault)\nA line for Fuzz/Corpus/\(target.name).txt:\n\(Corpus.line(input))")
        return false
    }

    @Test func `a line of a corpus is the input it was written of`() {
        var mutator = Mutator(seed: 2, inputs: [[0, 32, 35, 92, 120], Array(0...255)])
        for _ in 0..<500 {
            let input = mutator.next()
            let line = Corpus.line(input)
            #expect(Corpus.unescaped(Array(line.utf8)) == input)
            #expect(line.last != " " && line.first != "#" && line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        }
    }

    @Test func `the same seed makes the same inputs`() {
        var (one, other) = (Mutator(seed: 3, inputs: [[1, 2, 3]]), Mutator(seed: 3, inputs: [[1, 2, 3]]))
        for _ in 0..<100 { #expect(one.next() == other.next()) }
    }
}
