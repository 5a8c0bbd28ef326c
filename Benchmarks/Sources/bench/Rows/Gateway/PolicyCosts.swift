import Foundation

/// What each of the gateway's policies costs a request, counted.
struct PolicyCosts: Row {
    static let id = "policies"
    static let title = "What the gateway's policies cost a request"

    /// A policy, and a request that it has something to do for.
    private struct Case {
        var name: String
        var policies: [GatewayPolicy] = []
        var keeps: GatewayIdentity?
        var hasAdaptiveLimit = false
        var hasAccessLog = false
        var request = LockstepRequest(path: "/plaintext")
        /// What the head of its answers has.
        var shows: String?
        /// Whether the request is refused without its fields.
        var refusesStrangers = false
    }

    private struct Cost {
        var name: String
        var without: Double
        var with: Double
    }

    func measure(_ bench: Bench) throws -> Section {
        let upstream = try RunningContestant(try ProxyUpstreams.small())
        defer { upstream.stop() }
        // Each request's cost where there is no policy.
        var plain: [LockstepRequest: Double] = [:]
        var costs: [Cost] = []
        var missing: [Finding] = []
        for policy in try cases(bench) {
            do {
                let bare = Case(name: "no policy", request: policy.request)
                let without = try plain[policy.request] ?? instructions(bench, bare, upstream)
                plain[policy.request] = without
                let with = try instructions(bench, policy, upstream)
                costs.append(Cost(name: policy.name, without: without, with: with))
            } catch {
                Console.step("NOT MEASURED: \(policy.name): \(error)")
                missing.append(.notMeasured("\(policy.name), a request of the gateway", "the gateway refused it"))
            }
        }
        let none = plain[LockstepRequest(path: "/plaintext")] ?? .nan
        return Section(
            title: Self.title,
            text: """
                User instructions a request of `tenfold gateway` with one loop, counted as above: \(Lockstep.connections) \
                keep-alive connections in lockstep, the difference of lives of \(Figure.whole(Double(Callgrind.many))) and \
                \(Callgrind.few) requests. Each policy is the difference to the same request through the same gateway \
                without it; metrics are on. A token of RS256 is verified once and then remembered; an answer from the cache \
                has \(Figure.whole(Double(ProxyUpstreams.objectBytes))) bytes and saves the way to the upstream. \
                callgrind knows no instructions for SHA-256, so that what hashes a credential counts more here than it takes elsewhere.
                """,
            findings: [
                Finding(
                    workload: "13 bytes through the gateway, no policy: instructions",
                    against: "nginx 17,200, a prototype 22,600, SwiftNIO's pipeline 75,600, earlier and elsewhere",
                    asked: "", measured: Figure.whole(none), verdict: .told)
            ] + costs.map(finding) + missing,
            tables: [
                Table(
                    header: ["policy", "instructions a request with it", "without it", "difference"],
                    rows: costs.map {
                        [$0.name, Figure.whole($0.with), Figure.whole($0.without), Figure.whole($0.with - $0.without)]
                    })
            ],
            commands: ["valgrind --tool=callgrind tenfold gateway --config FILE     # strip -g first"])
    }

    private func cases(_ bench: Bench) throws -> [Case] {
        let token = try AccessToken()
        let key = try GatewayKey(madeBy: try bench.builder.own("tenfold"))
        return [
            Case(name: "address allow list", policies: [.addresses]),
            Case(name: "rate limit by address", policies: [.rateByAddress]),
            Case(
                name: "JWT, remembered", policies: [.token], keeps: .tokens(keys: try token.keySetFile()),
                request: LockstepRequest(path: "/plaintext", fields: ["Authorization": "Bearer \(token.text)"]),
                refusesStrangers: true),
            Case(
                name: "API key", policies: [.key], keeps: .keys(key.file),
                request: LockstepRequest(path: "/plaintext", fields: key.fields), refusesStrangers: true),
            Case(
                name: "CORS", policies: [.origins],
                request: LockstepRequest(path: "/plaintext", fields: ["Origin": "https://example.com"]),
                shows: "access-control-allow-origin: https://example.com"),
            Case(
                name: "an answer from the cache", policies: [.cache],
                request: LockstepRequest(path: ProxyUpstreams.objects[0]), shows: "\r\nage: "),
            Case(
                name: "gzip of \(Figure.whole(Double(ProxyUpstreams.text.utf8.count))) bytes", policies: [.gzip],
                request: LockstepRequest(path: "/text", fields: ["Accept-Encoding": "gzip"]),
                shows: "content-encoding: gzip"),
            Case(name: "adaptive limit", hasAdaptiveLimit: true),
            Case(name: "access log", hasAccessLog: true),
        ]
    }

    private func instructions(_ bench: Bench, _ policy: Case, _ upstream: RunningContestant) throws -> Double {
        let file = GatewayFile(
            upstreamPort: upstream.port, loops: 1, policies: policy.policies, keeps: policy.keeps,
            hasAdaptiveLimit: policy.hasAdaptiveLimit, hasAccessLog: policy.hasAccessLog)
        let gateway = try bench.apps.gateway(file, stripped: true)
        try prove(policy, in: gateway)
        let count = try Callgrind().perRequest(of: gateway) { try policy.request.run($0, to: $1) }
        Console.step("\(policy.name), \(policy.request.path): \(Figure.whole(count)) instructions")
        return count
    }

    /// Throws where the policy does not do what it is counted for.
    private func prove(_ policy: Case, in gateway: Contestant) throws {
        let running = try RunningContestant(gateway)
        defer { running.stop() }
        let (connection, request) = (try HTTPConnection(port: running.port), policy.request)
        // The first answer is what a cache keeps.
        for _ in 0..<2 { _ = try connection.ask("GET", request.path, fields: request.fields) }
        let answer = try connection.ask("GET", request.path, fields: request.fields)
        guard answer.status == 200, policy.shows.map(answer.head.contains) ?? true else {
            throw Failure("\(policy.name) answers \(answer.head)")
        }
        guard try !policy.refusesStrangers || connection.ask("GET", request.path).status == 401 else {
            throw Failure("\(policy.name) refuses nobody")
        }
    }

    private func finding(_ cost: Cost) -> Finding {
        let more = cost.with - cost.without
        let percent = more / cost.without * 100
        return Finding(
            workload: "\(cost.name), a request of the gateway", against: "the same request without", asked: "",
            measured: "\(more < 0 ? "" : "+")\(Figure.whole(more)) instructions (\(Figure.whole(percent)) %)",
            verdict: .told)
    }
}
