import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct KeySweepTests {
    @Test func `keys go after their time, in bounded chunks, and runs under way keep theirs`() async throws {
        let bench = try await CommandBench.make()
        let journal = CommandJournal()
        _ = try await bench.database.write(bucket: Bucket(1)) { tx in try await journal.open(.test(1000), in: tx) }
        for number in 0..<25 {
            _ = try await bench.runner().run(WriteNote(text: "a"), key: .test(number)) { _ in "done" }
        }
        bench.time.advance(.seconds(10))
        let cutoff = bench.time.now()
        _ = try await bench.runner().run(WriteNote(text: "a"), key: .test(99)) { _ in "done" }
        #expect(try await journal.sweep(bench.database, shard: 0, before: cutoff, chunk: 5, maximumChunks: 2) == 9)
        #expect(try await journal.sweep(bench.database, shard: 0, before: cutoff, chunk: 5) == 16)
        #expect(try await bench.count("tenfold_key") == 2)
    }
}
