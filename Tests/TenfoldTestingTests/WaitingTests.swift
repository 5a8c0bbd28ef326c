import TenfoldTesting
import Testing

@Suite struct WaitingTests {
    @Test func `waiting ends when the condition holds`() async throws {
        var asked = 0
        try await eventually("it was asked three times") {
            asked += 1
            return asked == 3
        }
        #expect(asked == 3)
    }

    @Test func `waiting ends at its deadline`() async {
        await #expect(throws: NeverHappened.self) {
            try await eventually("pigs fly", within: .milliseconds(30)) { false }
        }
    }
}
