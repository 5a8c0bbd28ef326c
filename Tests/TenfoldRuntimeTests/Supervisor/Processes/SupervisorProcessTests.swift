import Foundation
import TenfoldResilience
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

/// Real processes, that end, freeze, talk and leave things behind.
@Suite struct SupervisorProcessTests {
    private var quick: SupervisorTiming {
        var timing = SupervisorTiming()
        timing.backoff = Backoff(base: .milliseconds(20), cap: .milliseconds(100))
        return timing
    }

    @Test func `a child that ends is started again and again, and its last exit is told`() async throws {
        let lines = try await SupervisedRun.of([FakeChildren.shell("accounts/0", "echo hello; exit 3")], timing: quick)
        {
            run in
            try await eventually("it was started four times") { (run.child("accounts/0")?.restarts ?? 0) >= 3 }
            #expect(run.child("accounts/0")?.lastExit == "exit code 3")
            #expect(run.supervisor.status.isReady == false)
        }
        #expect(lines.count { $0 == "accounts/0 | hello" } >= 3)
        #expect(lines.contains { $0.contains("accounts/0: ended (exit code 3)") })
    }

    @Test func `an executable that is not there is told, and looked for again`() async throws {
        let child = ChildSpecification(name: "accounts/0", executable: "/nowhere/shop")
        try await SupervisedRun.of([child], timing: quick) { run in
            try await eventually("it was tried again") { (run.child("accounts/0")?.restarts ?? 0) >= 2 }
            let exit = run.child("accounts/0")?.lastExit
            #expect(exit == "could not start: starting /nowhere/shop failed: No such file or directory")
        }
    }

    @Test func `a frozen child is killed and replaced, and the others stay`() async throws {
        let children = [FakeChildren.obedient("accounts/0"), FakeChildren.obedient("accounts/1")]
        let lines = try await SupervisedRun.of(children) { run in
            let frozen = try await run.readyProcess("accounts/0")
            let other = try await run.readyProcess("accounts/1")
            kill(frozen, SIGSTOP)
            try await eventually("it is dead") { !ProcessTable.isAlive(frozen) }
            #expect(try await run.readyProcess("accounts/0") != frozen)
            #expect(run.child("accounts/0")?.kills == 1)
            #expect(run.child("accounts/1")?.process.pid == other)
        }
        #expect(lines.contains { $0.contains("so it is frozen: killed") })
    }

    @Test func `lines of many children are whole, whatever pieces they come in`() async throws {
        let script = """
            import os, time
            for i in range(300):
                for piece in (b"begin-", b"%d-" % i, b"x" * (i * 7 % 5000), b"-end\\n"):
                    os.write(1 + i % 2, piece)
            os.write(1, b"last")
            time.sleep(60)
            """
        let names = ["a/0", "a/1", "bbb/0", "c/0"]
        let children = names.map { FakeChildren.python($0, "import os\nos.close(0)\n" + script) }
        let lines = try await SupervisedRun.of(children) { run in
            try await eventually("all have spoken") { run.lines.count { $0.hasSuffix("-end") } == 1_200 }
        }
        for name in names {
            let prefix = name + String(repeating: " ", count: 5 - name.count) + " | "
            let own = lines.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            let wanted = (0..<300).map { "begin-\($0)-\(String(repeating: "x", count: $0 * 7 % 5000))-end" }
            #expect(own.filter { $0.hasSuffix("-end") }.map(String.init).sorted() == wanted.sorted())
            // A last line without an end is written when its child is gone.
            #expect(own.last == "last")
        }
    }

    @Test func `public children end before the others are asked to`() async throws {
        let children = [
            FakeChildren.obedient("accounts/0"), FakeChildren.obedient("orders/0"),
            FakeChildren.obedient("edge/0", isPublic: true, seconds: 0.5),
        ]
        let lines = try await SupervisedRun.of(children) { run in
            try await eventually("all are ready") { run.supervisor.status.isReady }
        }
        let told = lines.compactMap { line in
            line.split(separator: "| ").last.flatMap { $0.hasSuffix("stops") || $0.hasSuffix("is done") ? $0 : nil }
        }
        #expect(told.prefix(2) == ["edge/0 stops", "edge/0 is done"])
        #expect(told.count == 6)
    }

    @Test func `a child that does not obey is killed after the grace`() async throws {
        var timing = quick
        timing.stopGrace = .milliseconds(300)
        let child = FakeChildren.python(
            "accounts/0",
            FakeChildren.lifeline
                + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nsay('ready')\nwhile True: signal.pause()")
        let lines = try await SupervisedRun.of([child], timing: timing) { run in
            _ = try await run.readyProcess("accounts/0")
        }
        #expect(lines.contains { $0.contains("did not stop in 300 ms: killed") })
        #expect(lines.contains { $0.contains("accounts/0: ended: signal 9 (SIGKILL)") })
    }

    @Test func `what a child started ends with it`() async throws {
        let child = FakeChildren.shell("accounts/0", "sleep 600 & echo grandchild $!; exit 1")
        try await SupervisedRun.of([child]) { run in
            try await eventually("it has spoken") { run.lines.contains { $0.contains("grandchild ") } }
            let pid = run.lines.compactMap { $0.split(separator: " ").last.flatMap { Int32($0) } }.first
            let grandchild = try #require(pid)
            try await eventually("the grandchild is gone") { !ProcessTable.isAlive(grandchild) }
        }
    }

    @Test func `a child inherits its sockets and its lifeline, and nothing else`() async throws {
        let sockets = try ListeningSockets(host: "127.0.0.1", port: 0, count: 2)
        // Not closed on exec, as a careless library or a shell would leave it.
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        let child = ChildSpecification(
            name: "edge/0", executable: "/bin/sh",
            arguments: ["-c", "ls -m /proc/$$/fd; echo $TENFOLD_LISTEN_FDS $TENFOLD_LIFELINE_FD; exec sleep 60"],
            listeningSockets: sockets.numbers)
        let other = FakeChildren.shell("accounts/0", "echo none:$TENFOLD_LISTEN_FDS; exec sleep 60")
        let lines = try await SupervisedRun.of([child, other]) { run in
            try await eventually("both have spoken") { run.lines.count >= 3 }
        }
        #expect(lines.contains("edge/0     | 0, 1, 2, 3, 4, 5"))
        #expect(lines.contains("edge/0     | 3,4 5"))
        #expect(lines.contains("accounts/0 | none:"))
    }

    @Test func `signals that the supervisor ignores are not ignored by its children`() async throws {
        signal(SIGHUP, SIG_IGN)
        defer { signal(SIGHUP, SIG_DFL) }
        let child = FakeChildren.shell("accounts/0", "grep SigIgn /proc/self/status; exec sleep 60")
        let lines = try await SupervisedRun.of([child]) { run in
            try await eventually("it has spoken") { !run.lines.isEmpty }
        }
        let ignored = lines.first.flatMap { $0.split(separator: "\t").last }.flatMap { UInt64($0, radix: 16) }
        // 32 and 33 are the C library's own.
        #expect(ignored.map { $0 & 0x7fff_ffff } == 0)
    }

    @Test func `the table is shown once everything is ready`() async throws {
        let lines = try await SupervisedRun.of([FakeChildren.obedient("accounts/0")]) { run in
            _ = try await run.readyProcess("accounts/0")
            try await eventually("the table is there") { run.lines.contains("All 1 are ready.") }
        }
        #expect(lines.contains { $0.hasPrefix("accounts/0  ") && $0.contains("ready") && $0.hasSuffix("127.0.0.1:1") })
    }
}
