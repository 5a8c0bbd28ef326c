import Foundation
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

/// `up` as a process of its own: what signals and kills do to it and to its children.
@Suite struct UpProcessTests {
    /// A running `up`, ready.
    private struct Up {
        let process: ChildProcess

        init(_ children: [String], within limit: Duration = .seconds(30)) async throws {
            let process = try ChildProcess("supervise", ["up"] + children)
            self.process = process
            try await eventually("all are ready", within: limit) {
                process.output.contains("All \(children.count) are ready.")
            }
        }

        /// Those that its children said they were.
        var children: [Int32] {
            process.output.split(separator: "\n").filter { $0.contains("| process ") }
                .compactMap { $0.split(separator: " ").last.flatMap { Int32($0) } }
        }

        var port: String {
            process.output.split(separator: "\n").first { $0.hasPrefix("port ") }.map { String($0.dropFirst(5)) } ?? ""
        }
    }

    @Test func `no child outlives an up that is killed`() async throws {
        let up = try await Up(["accounts/0,private,self,child,serve", "edge/0,public,self,child,serve"])
        let children = up.children
        #expect(children.count == 2)
        #expect(children.allSatisfy(ProcessTable.isAlive))
        up.process.sendSignal(SIGKILL)
        try await eventually("its children are gone") { !up.children.contains(where: ProcessTable.isAlive) }
    }

    @Test func `neither a frozen nor a deaf child outlives an up that is killed`() async throws {
        let up = try await Up(["accounts/0,private,self,child,serve", "edge/0,public,self,child,deaf"])
        let children = up.children
        #expect(children.count == 2)
        // The kernel wakes what is stopped in a process group that loses its parent, and hangs it up.
        let frozen = try #require(children.first)
        kill(frozen, SIGSTOP)
        try await eventually("it is stopped, or killed for it") {
            ProcessTable.isStopped(frozen) || !ProcessTable.isAlive(frozen)
        }
        up.process.sendSignal(SIGKILL)
        try await eventually("its children are gone") { !up.children.contains(where: ProcessTable.isAlive) }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a stop signal ends it and its children with exit code 0`(signal: Int32) async throws {
        let up = try await Up(["accounts/0,private,self,child,serve", "edge/0,public,self,child,serve"])
        up.process.sendSignal(signal)
        let exit = try await up.process.waitForExit()
        #expect(exit.code == 0)
        #expect(!exit.isBySignal)
        #expect(!up.children.contains(where: ProcessTable.isAlive))
    }

    @Test func `a second Ctrl-C kills at once`() async throws {
        let up = try await Up(["edge/0,public,self,child,deaf"])
        up.process.sendSignal(SIGINT)
        try await eventually("it stops") { up.process.output.contains("stopping") }
        up.process.sendSignal(SIGINT)
        // Sooner than the grace, which is a minute.
        let exit = try await up.process.waitForExit()
        #expect(exit.code == 130)
        #expect(!up.children.contains(where: ProcessTable.isAlive))
    }

    @Test func `no connection is refused or lost over rolling restarts`() async throws {
        let folder = try TestFolder()
        let script = folder.path + "/server.py"
        try Data(FakeChildren.server.utf8).write(to: URL(filePath: script))
        let server = "/usr/bin/env,python3,-u,\(script)"
        let up = try await Up(["edge/0,public,\(server)", "edge/1,public,\(server)"])
        let client = try ChildProcess("/usr/bin/env", ["python3", "-c", FakeChildren.client, up.port])
        for round in 1...2 {
            up.process.sendSignal(SIGHUP)
            try await eventually("restart \(round) is done", within: .seconds(60)) {
                up.process.output.split(separator: "\n").count { $0.contains("rolling restart: done") } == round
            }
        }
        client.sendSignal(SIGTERM)
        let report = try await client.waitForExit().output
        #expect(!report.contains("failed"), "\(report)")
        let words = report.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(words.count == 4)
        #expect((words.count > 1 ? Int(words[1]) ?? 0 : 0) > 50)
        // Old ones and new ones have answered.
        #expect((words.last.flatMap { Int($0) } ?? 0) >= 4)
        up.process.sendSignal(SIGTERM)
        #expect(try await up.process.waitForExit().code == 0)
    }

    /// Runs an `up` with one child at a terminal; does this to the terminal once it is ready.
    private func atTerminal(_ action: String) async throws -> String {
        let script = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
            seen = b""
            def read_on():
                global seen
                seen += os.read(terminal, 4096)
            while b"All 1 are ready." not in seen: read_on()
            \(action)
            print("coloured", b"\\x1b[36maccounts/0 |" in seen, flush=True)
            print("ended with", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
            """
        let finder = try ChildProcess("supervise", ["path"])
        let path = try await finder.waitForExit().output.trimmingCharacters(in: .whitespacesAndNewlines)
        let terminal = try ChildProcess(
            "/usr/bin/env", ["python3", "-c", script, path, "up", "accounts/0,private,self,child,serve"],
            environment: ["TERM": "xterm", "NO_COLOR": ""])
        return try await terminal.waitForExit().output
    }

    @Test func `a terminal that is closed ends it`() async throws {
        #expect(try await atTerminal("os.close(terminal)") == "coloured True\nended with 0\n")
    }

    @Test func `a Ctrl-C at the terminal reaches it alone, and it asks its children`() async throws {
        let output = try await atTerminal(
            """
            os.write(terminal, b"\\x03")
            while b"accounts/0: ended" not in seen: read_on()
            print("asked", b"accounts/0: ended: exit code 0" in seen, flush=True)
            """)
        #expect(output == "asked True\ncoloured True\nended with 0\n")
    }
}
