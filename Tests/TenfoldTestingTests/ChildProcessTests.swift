import Foundation
import TenfoldTesting
import Testing

@Suite struct ChildProcessTests {
    @Test func `a child's output and exit code are kept`() async throws {
        let child = try ChildProcess(
            "/bin/sh", ["-c", "read line; echo got $line $WHO; exit 3"], environment: ["WHO": "me"], input: "it\n")
        let exit = try await child.waitForExit()
        #expect(exit.code == 3)
        #expect(!exit.isBySignal)
        #expect(exit.output == "got it me\n")
    }

    @Test func `a killed child ends by the signal`() async throws {
        let child = try ChildProcess("/bin/sleep", ["60"])
        child.sendSignal(SIGKILL)
        let exit = try await child.waitForExit()
        #expect(exit.isBySignal)
        #expect(exit.code == SIGKILL)
    }

    @Test func `a child that does not end in time is killed`() async throws {
        let child = try ChildProcess("/bin/sleep", ["60"])
        await #expect(throws: NeverHappened.self) { try await child.waitForExit(within: .milliseconds(50)) }
        try await eventually("it is gone") { !child.isRunning }
    }

    @Test func `an app that ends before it is ready tells why`() async throws {
        let folder = try TestFolder()
        await #expect {
            try await AppProcess.start("/bin/ls", data: folder.path)
        } throws: { error in
            (error as? StartFailed)?.output.isEmpty == false
        }
    }
}
