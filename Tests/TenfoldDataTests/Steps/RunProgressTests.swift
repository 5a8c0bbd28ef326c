import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct RunProgressTests {
    private func code(_ work: () throws -> Void) -> Fault.Code? {
        do {
            try work()
            return nil
        } catch { return (error as? Fault)?.code }
    }

    @Test func `steps run one after another`() throws {
        var progress = RunProgress()
        _ = try progress.enter("a")
        #expect(code { _ = try progress.enter("b") } == .programming)
        progress.leave()
        _ = try progress.enter("c")
    }

    @Test func `nothing comes after the conclusion`() {
        var progress = RunProgress()
        progress.end(.replied("done"))
        #expect(code { _ = try progress.enter("a") } == .programming)
    }

    @Test func `a step that was recorded is not performed`() throws {
        var progress = RunProgress(hasBegun: true, recorded: ["a": .value([1])])
        guard case .recorded(.value([1])) = try progress.enter("a") else {
            Issue.record("the step is performed again")
            return
        }
        guard case .perform = try progress.enter("b") else {
            Issue.record("a new step is taken for recorded")
            return
        }
    }
}
