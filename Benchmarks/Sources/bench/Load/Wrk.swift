import Foundation

/// What one run of wrk saw, and what the server used meanwhile.
struct LoadResult {
    var requestsPerSecond: Double
    var medianMilliseconds: Double
    var p99Milliseconds: Double
    var serverCPUSeconds: Double
    var requests: Double
    /// How many more were not answered with 2xx or 3xx; the latencies are of all.
    var refused = 0.0

    var refusedPercent: Double { refused / (requests + refused) * 100 }
    var requestsPerCPUSecond: Double { requests / serverCPUSeconds }
}

/// The load client: keep-alive connections that ask again as soon as they are answered.
struct Wrk {
    var threads = 2
    var connections = 64
    var seconds: Int
    var script: String?
    /// Whether some may be answered with an error, and are then counted; otherwise one ends the measurement.
    var countsErrors = false
    /// How long what was begun for the requests may go on to be counted, in seconds.
    var settling = 0.0

    func arguments(_ url: String) -> [String] {
        ["wrk", "-t\(threads)", "-c\(connections)", "-d\(seconds)s", "--timeout", "10s", "--latency"]
            + (script.map { ["-s", $0] } ?? []) + [url]
    }

    /// Loads a contestant. Throws where an answer was an error that is not counted, or connections broke.
    func run(against contestant: RunningContestant, path: String) throws -> LoadResult {
        let before = contestant.cpuSeconds
        let text = try Tool.run(arguments(contestant.url + path))
        usleep(UInt32(settling * 1e6))
        let used = contestant.cpuSeconds - before
        return try WrkReport(text).result(serverCPUSeconds: used, countsErrors: countsErrors)
    }
}

/// wrk's report, read.
struct WrkReport {
    private let lines: [Substring]
    private let text: String

    init(_ text: String) {
        self.text = text
        lines = text.split(separator: "\n")
    }

    func result(serverCPUSeconds: Double, countsErrors: Bool) throws -> LoadResult {
        let errors = line("Non-2xx")
        if let errors, !countsErrors { throw Failure("wrk saw errors: \(errors)") }
        guard let rate = line("Requests/sec:").flatMap({ words($0).last.flatMap { Double($0) } }),
            let requests = lines.first(where: { $0.contains(" requests in ") }).flatMap({
                words($0).first.flatMap { Double($0) }
            }), let median = line("50%").flatMap(time), let p99 = line("99%").flatMap(time)
        else { throw Failure("wrk's report is not understood: \(text)") }
        // A hiccup of the machine may cost a connection; more than one request in a thousand is a fault.
        guard socketErrors * 1000 <= requests else { throw Failure("wrk saw \(socketErrors) broken connections") }
        let refused = errors.flatMap { words($0).last.flatMap { Double($0) } } ?? 0
        return LoadResult(
            requestsPerSecond: rate * (requests - refused) / requests, medianMilliseconds: median, p99Milliseconds: p99,
            serverCPUSeconds: serverCPUSeconds, requests: requests - refused, refused: refused)
    }

    /// `Socket errors: connect 0, read 1, write 0, timeout 2`, added up.
    private var socketErrors: Double {
        line("Socket errors:").map(words)?.compactMap { Double($0.filter { $0 != "," }) }.reduce(0, +) ?? 0
    }

    private func line(_ start: String) -> Substring? {
        lines.first { $0.drop { $0 == " " }.hasPrefix(start) }
    }

    private func words(_ line: Substring) -> [Substring] { line.split(separator: " ") }

    /// The last word of a line as milliseconds: `812.00us`, `1.20ms`, `1.02s`.
    private func time(_ line: Substring) -> Double? {
        guard let word = words(line).last else { return nil }
        for (unit, factor) in [("us", 1e-3), ("ms", 1), ("s", 1e3), ("m", 6e4)] where word.hasSuffix(unit) {
            return Double(word.dropLast(unit.count)).map { $0 * factor }
        }
        return nil
    }
}
