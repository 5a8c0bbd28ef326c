import Foundation
import Glibc

/// From a clean clone to the first answer, by `make run`.
struct CleanClone: Row {
    static let id = "clone"
    static let title = "From a clean clone to the first answer"

    static let askedMinutes = 10.0

    func measure(_ bench: Bench) throws -> Section {
        let clone = try Workspace.shared.newFolder("clone")
        let data = try Workspace.shared.newFolder("clone-data")
        let (port, adminPort) = (try Loopback.freePort(), try Loopback.freePort())
        let started = Clock.seconds
        try Tool.run(["git", "clone", "--quiet", Workspace.shared.root, clone])
        let make = try ChildProcess(
            ["make", "run", "ARGS=--port \(port) --admin-port \(adminPort) --data \(data)"],
            environment: ["MAKEFLAGS": "", "MFLAGS": ""], folder: clone, output: try Workspace.shared.newFile("make"))
        defer { make.stop() }
        while (try? HTTPConnection(port: port).ask("GET", "/products"))?.status != 200 {
            guard make.isRunning else { throw Failure("`make run` ended: \(make.text.suffix(1000))") }
            guard Clock.seconds - started < 3600 else { throw Failure("`make run` took more than an hour") }
            usleep(100_000)
        }
        let minutes = (Clock.seconds - started) / 60
        let cpuMinutes = make.stop().cpuSeconds / 60
        return Section(
            title: Self.title,
            text: """
                The last commit is cloned into a new folder; `make run` builds it in release, with nothing built before, \
                until Shop answers 200. Copies of the dependencies' sources may come from the package manager's own cache.
                """,
            findings: [
                Finding(
                    workload: "clean clone to first 200 by `make run`",
                    against: "the dependencies without TLS and HTTP/2 alone: 5 to 6.5 minutes",
                    asked: "at most \(Figure.whole(Self.askedMinutes)) minutes",
                    measured: "\(Figure.fine(minutes)) minutes",
                    spread: "one run; \(Figure.fine(cpuMinutes)) CPU minutes on \(Machine.cores) cores",
                    verdict: Verdict(minutes <= Self.askedMinutes))
            ],
            commands: ["git clone . CLONE && make -C CLONE run"])
    }
}
