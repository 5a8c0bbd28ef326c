/// The 13-byte route under load, against the peers.
struct PlaintextLoad: Row {
    static let id = "plaintext"
    static let title = "13 bytes, requests a second"

    static let asked: KeyValuePairs = [
        "Hummingbird": 3.0, "Go net/http": 1.6, "Node http": 1.6, "FastAPI": 12.0,
    ]

    func measure(_ bench: Bench) throws -> Section {
        let peers = Peers(builder: bench.builder, products: try ProductCatalog.emptyFile())
        let contestants = [try bench.apps.hello()] + peers.all()
        let running = try RunningAll(contestants)
        defer { running.stop() }
        let wrk = Wrk(seconds: bench.options.seconds)
        let comparison = try LoadComparison(running.all, path: "/plaintext", wrk: wrk, options: bench.options)
        return Section(
            title: Self.title,
            text: """
                `GET /plaintext` on \(wrk.connections) keep-alive connections; every contestant on all cores, without an \
                access log: Hummingbird with its defaults, Go with its default GOMAXPROCS, Node as a cluster of a process a \
                core, FastAPI on uvicorn with a worker a core, uvloop and httptools. Tenfold has its request metrics, ids \
                and traces on.
                """,
            findings: comparison.findings("13 bytes, requests a second", asked: Self.asked),
            tables: [comparison.table(contestants.map(\.version))],
            commands: [wrk.arguments("http://127.0.0.1:PORT/plaintext").joined(separator: " ")],
            versions: contestants.map { ($0.name, $0.version) })
    }
}

/// Contestants that run beside each other; those that were started are stopped where one does not start.
final class RunningAll {
    private(set) var all: [RunningContestant] = []

    init(_ contestants: [Contestant]) throws {
        do {
            for contestant in contestants { all.append(try RunningContestant(contestant)) }
        } catch {
            stop()
            throw error
        }
    }

    func stop() { for contestant in all { contestant.stop() } }
}
