import Foundation
import Glibc

/// A command over HTTP that inserts one row and publishes one event, on disk before it is answered.
struct CommandLoad: Row {
    static let id = "commands"
    static let title = "Commands on disk over HTTP"

    static let asked = 0.6
    static let lagAskedSeconds = 1.0

    func measure(_ bench: Bench) throws -> Section {
        let (seconds, options) = (bench.options.seconds, bench.options)
        let alone = try RunningJournal(try bench.apps.journal(isFollowed: false), seconds: seconds)
        defer { alone.server.stop() }
        let followed = try RunningJournal(try bench.apps.journal(isFollowed: true), seconds: seconds)
        defer { followed.server.stop() }
        _ = try alone.load()
        _ = try followed.load()
        let batch = try alone.membersOfACommit()
        let floor = try SQLiteFloor(bench)
        let file = try Workspace.shared.newFolder("floor") + "/floor.sqlite"
        _ = try floor.commands(file, seconds: 1, batch: batch)

        var lags: [Double] = []
        let rounds = try Rounds(["floor", "alone", "followed"], rounds: options.rounds) { number -> Double in
            switch number {
            case 0: return try floor.commands(file, seconds: seconds, batch: batch)
            case 1: return try alone.load().requestsPerSecond
            default:
                let rate = try followed.load().requestsPerSecond
                lags.append(try followed.secondsUntilAllApplied())
                return rate
            }
        }
        Console.step("\(batch) commands a commit")
        return section(rounds, lags: lags, batch: batch, wrk: alone.wrk)
    }

    private func section(_ rounds: Rounds<Double>, lags: [Double], batch: Int, wrk: Wrk) -> Section {
        let workload = "command over HTTP: a row and an event, 64 clients"
        let ratios = (rounds.ratios(1, to: 0) { $0 }, rounds.ratios(2, to: 0) { $0 })
        let (floor, alone, followed) = (rounds.results[0], rounds.results[1], rounds.results[2])
        let lag = lags.max() ?? .nan
        return Section(
            title: Self.title,
            text: """
                The floor is `sqlite-floor`: the same statements (savepoint, fence, key, row, sequence, event, reply) in one \
                thread on SQLite's C API, write-ahead log, `synchronous = FULL`, \(batch) commands a commit as Tenfold \
                reached, without HTTP. The second row has a subscriber that writes a row for every event, in its own \
                transaction and file; its lag is the time from the end of the load until every event is applied, the worst \
                of the rounds.
                """,
            findings: [
                Finding(
                    workload: workload, against: "the same statements on the C API, no HTTP",
                    asked: "at least \(Self.asked)×", measured: Figure.times(ratios.0.median),
                    spread: ratios.0.range(Figure.fine), verdict: Verdict(ratios.0.median >= Self.asked)),
                Finding(
                    workload: "\(workload), one subscriber: lag at the end", against: "",
                    asked: "under \(Figure.whole(Self.lagAskedSeconds)) s", measured: "\(Figure.fine(lag)) s",
                    spread: "\(lags.range(Figure.fine)); the commands \(Figure.times(ratios.1.median)) of the floor",
                    verdict: Verdict(lag < Self.lagAskedSeconds)),
            ],
            tables: [
                Table(
                    header: ["", "commands a second", "lowest to highest"],
                    rows: [
                        ["floor", Figure.whole(floor.median), floor.range(Figure.whole)],
                        ["Tenfold", Figure.whole(alone.median), alone.range(Figure.whole)],
                        ["Tenfold, one subscriber", Figure.whole(followed.median), followed.range(Figure.whole)],
                    ])
            ],
            commands: [
                "sqlite-floor command FILE SECONDS \(batch)",
                wrk.arguments("http://127.0.0.1:PORT/entries").joined(separator: " "),
            ])
    }
}

/// The app that writes, serving.
struct RunningJournal {
    let server: RunningContestant
    let wrk: Wrk

    init(_ contestant: Contestant, seconds: Int) throws {
        server = try RunningContestant(contestant)
        let script = try Workspace.shared.newFile("entries") + ".lua"
        let text = """
            wrk.method = "POST"
            wrk.body = '{"amount":1}'
            wrk.headers["Content-Type"] = "application/json"
            """
        try text.write(toFile: script, atomically: true, encoding: .utf8)
        wrk = Wrk(seconds: seconds, script: script)
    }

    func load() throws -> LoadResult { try wrk.run(against: server, path: "/entries") }

    /// How many commands shared a commit, from the app's own metrics.
    func membersOfACommit() throws -> Int {
        let text = try HTTPConnection(port: server.otherPort).ask("GET", "/metrics").body
        let name = "tenfold_database_batch_transactions"
        func sum(_ suffix: String) -> Double {
            text.split(separator: "\n").filter { $0.hasPrefix("\(name)_\(suffix)") }
                .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
        }
        guard sum("count") > 0 else { throw Failure("/metrics has no \(name)") }
        return max(1, Int((sum("sum") / sum("count")).rounded()))
    }

    /// Waits until as many events are applied as entries were written.
    func secondsUntilAllApplied() throws -> Double {
        let started = Clock.seconds
        let connection = try HTTPConnection(port: server.port)
        let written = try count("/entries/count", connection)
        guard written > 0 else { throw Failure("nothing was written") }
        while try count("/seen/count", connection) < written {
            guard Clock.seconds - started < 120 else { throw Failure("the subscriber is 120 s behind") }
            usleep(5000)
        }
        return Clock.seconds - started
    }

    private func count(_ path: String, _ connection: HTTPConnection) throws -> Int {
        struct Count: Decodable { var count: Int }
        return try JSONDecoder().decode(Count.self, from: Data(connection.ask("GET", path).body.utf8)).count
    }
}

/// The program that commands are held to.
struct SQLiteFloor {
    private let program: String

    init(_ bench: Bench) throws { program = try bench.builder.benchmark("sqlite-floor") }

    /// Commands a second.
    func commands(_ file: String, seconds: Int, batch: Int) throws -> Double {
        try rate(["command", file, "\(seconds)", "\(batch)"])
    }

    /// Rows a second, in a table with row numbers or one that is its primary key's tree.
    func rows(_ file: String, seconds: Int, batch: Int, kind: String, bytes: Int) throws -> Double {
        try rate(["rows", file, "\(seconds)", "\(batch)", kind, "\(bytes)"])
    }

    private func rate(_ arguments: [String]) throws -> Double {
        let text = try Tool.run([program] + arguments)
        guard let rate = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failure("sqlite-floor said: \(text)")
        }
        return rate
    }
}
