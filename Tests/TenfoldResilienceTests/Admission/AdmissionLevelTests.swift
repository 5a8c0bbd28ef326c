import Testing

@testable import TenfoldResilience

@Suite struct AdmissionLevelTests {
    private func filled(_ level: AdmissionLevel = AdmissionLevel()) -> AdmissionLevel {
        var level = level
        for importance in 0...AdmissionLevel.highest { for _ in 0..<10 { level.count(importance: importance) } }
        return level
    }

    @Test func `it rises past at least a twentieth of what came in`() {
        var level = filled()
        level.rise()
        #expect(level.value == 10)
        #expect(!AdmissionLevel.admits(priority: 0, rank: 9, at: level.value))
        #expect(AdmissionLevel.admits(priority: 0, rank: 10, at: level.value))
    }

    @Test func `it falls by about as much`() {
        var level = filled()
        level.rise()
        level = filled(level)
        level.fall()
        #expect(level.value == 0)
    }

    @Test func `the most important are always let in`() {
        var level = AdmissionLevel()
        for _ in 0..<1_000 { level.rise() }
        #expect(level.value == AdmissionLevel.highest)
        #expect(AdmissionLevel.admits(priority: 2, rank: 63, at: level.value))
    }

    @Test func `where nobody comes it falls by its largest step`() {
        var level = AdmissionLevel()
        for _ in 0..<100 { level.rise() }
        level.fall()
        #expect(level.value == 88)
    }

    @Test func `importance out of range is the nearest in it`() {
        #expect(AdmissionLevel.importance(priority: .min, rank: .min) == 0)
        #expect(AdmissionLevel.importance(priority: .max, rank: .max) == AdmissionLevel.highest)
    }
}
