import Foundation
import Glibc

/// How soon Shop answers, and what memory it takes.
struct Starts: Row {
    static let id = "start"
    static let title = "Start and memory"

    func measure(_ bench: Bench) throws -> Section {
        var (first, later): ([Double], [Double]) = ([], [])
        // Once uncounted, so that the executable is in the page cache.
        try start(bench, try Workspace.shared.newFolder("shop")).stop()
        for _ in 0..<bench.options.rounds {
            let data = try Workspace.shared.newFolder("shop")
            first.append(try timed(bench, data))
            later.append(try timed(bench, data))
        }
        let memory = try memory(bench)
        return Section(
            title: Self.title,
            text: """
                Shop from the start of its process until `GET /products` answers 200. The first time it makes its folder, \
                keys and five schemas. Memory is what is in RAM: one second after the start, and after \
                \(bench.options.seconds) s of load on \(ProductCatalog.count) products.
                """,
            findings: [
                finding("start to first 200, the first time", first, limit: 500),
                finding("start to first 200, later", later, limit: 100),
                Finding(
                    workload: "memory of Shop", against: "", asked: "",
                    measured: "\(Figure.mebibytes(memory.idle)) idle, \(Figure.mebibytes(memory.loaded)) after load",
                    verdict: .told),
            ],
            commands: ["shop serve --data FOLDER"])
    }

    private func finding(_ workload: String, _ milliseconds: [Double], limit: Double) -> Finding {
        Finding(
            workload: workload, against: "", asked: "at most \(Figure.whole(limit)) ms",
            measured: "\(Figure.whole(milliseconds.median)) ms", spread: milliseconds.range(Figure.whole),
            verdict: Verdict(milliseconds.median <= limit))
    }

    private func start(_ bench: Bench, _ data: String) throws -> RunningContestant {
        try RunningContestant(try bench.apps.shop(data: data))
    }

    private func timed(_ bench: Bench, _ data: String) throws -> Double {
        let shop = try bench.apps.shop(data: data)
        let began = Clock.seconds
        let running = try RunningContestant(shop)
        let milliseconds = (Clock.seconds - began) * 1000
        running.stop()
        return milliseconds
    }

    private func memory(_ bench: Bench) throws -> (idle: Double, loaded: Double) {
        let shop = try start(bench, try Workspace.shared.newFolder("shop"))
        defer { shop.stop() }
        usleep(1_000_000)
        let idle = shop.residentBytes
        let path = try ProductCatalog.make(in: shop).paths[0]
        _ = try Wrk(seconds: bench.options.seconds).run(against: shop, path: path)
        return (idle, shop.residentBytes)
    }
}
