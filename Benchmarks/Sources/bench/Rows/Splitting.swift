import Foundation

/// Shop as one process, and as three services behind a gateway on the same cores.
struct Splitting: Row {
    static let id = "split"
    static let title = "The cost of splitting Shop"

    func measure(_ bench: Bench) throws -> Section {
        let one = try RunningShop(RunningContestant(try bench.apps.shop()))
        defer { one.server.stop() }
        let services = try RunningShop(RunningContestant(try bench.apps.shopOfServices()))
        defer { services.server.stop() }
        var section = Section(title: Self.title, text: Self.text)
        for flow in ShopFlow.allCases {
            let rounds = try measure(flow, [one, services], bench.options)
            section.findings.append(finding(flow, rounds))
            section.tables.append(table(flow, rounds))
        }
        section.commands = [
            "shop serve --data FOLDER", "shop up --stage services --free-ports --data FOLDER",
            Wrk(seconds: bench.options.seconds).arguments("http://127.0.0.1:PORT").joined(separator: " "),
        ]
        return section
    }

    private static let text = """
        Shop as one process, and as `shop up --stage services` has it with a replica each: a gateway, \
        accounts, catalog and orders together, email and analytics; five processes with the supervisor. wrk and all of \
        them share the machine's \(Machine.cores) cores, so requests a second are what the same cores do, and CPU time is \
        that of all of Tenfold's processes, with what subscribers of events do within a second after the load. 64 \
        connections; what a service turns away under this load (admission) is counted, not hidden. Splitting buys fault isolation, separate releases and more machines; here is what it costs on one.
        """

    private func measure(
        _ flow: ShopFlow, _ shops: [RunningShop], _ options: Options
    ) throws -> Rounds<LoadResult> {
        for shop in shops { _ = try shop.load(flow, seconds: 1) }
        return try Rounds(["one process", "three services and a gateway"], rounds: options.rounds) { number in
            let result = try shops[number].load(flow, seconds: options.seconds)
            Console.step(
                "\(flow.rawValue), \(shops[number].server.name): \(Figure.whole(result.requestsPerSecond)) a second, "
                    + "\(Figure.fine(result.refusedPercent)) % refused")
            return result
        }
    }

    private func finding(_ flow: ShopFlow, _ rounds: Rounds<LoadResult>) -> Finding {
        let cost = rounds.ratios(1, to: 0) { 1 / $0.requestsPerCPUSecond }
        let rates = rounds.ratios(1, to: 0, \.requestsPerSecond)
        let p99 = rounds.ratios(1, to: 0, \.p99Milliseconds)
        let refused = rounds.figures(1, \.refusedPercent)
        return Finding(
            workload: "Shop as three services and a gateway: \(flow.rawValue)", against: "Shop as one process",
            asked: "",
            measured: "\(Figure.times(cost.median)) the CPU time a request",
            spread: "\(cost.range(Figure.fine)); requests a second \(Figure.times(rates.median)), "
                + "99 % \(Figure.times(p99.median)); refused \(Figure.fine(refused.median)) %",
            verdict: .told)
    }

    private func table(_ flow: ShopFlow, _ rounds: Rounds<LoadResult>) -> Table {
        Table(
            header: [
                flow.rawValue, "requests a second", "lowest to highest", "CPU µs a request", "median ms", "99 % ms",
                "refused %",
            ],
            rows: rounds.names.indices.map { number in
                let rates = rounds.figures(number, \.requestsPerSecond)
                return [
                    rounds.names[number], Figure.whole(rates.median), rates.range(Figure.whole),
                    Figure.whole(rounds.figures(number) { 1e6 / $0.requestsPerCPUSecond }.median),
                    Figure.fine(rounds.figures(number, \.medianMilliseconds).median),
                    Figure.fine(rounds.figures(number, \.p99Milliseconds).median),
                    Figure.fine(rounds.figures(number, \.refusedPercent).median),
                ]
            })
    }
}

/// What is asked of a shop.
enum ShopFlow: String, CaseIterable {
    case product = "GET /products/:id, cached"
    case order = "GET /orders/:id"
    case placing = "POST /orders"
}

/// A shop with products and an order, and somebody signed in.
struct RunningShop {
    private static let orders = 20

    let server: RunningContestant
    private let scripts: [ShopFlow: String]

    /// Stops the server where it cannot be prepared.
    init(_ server: RunningContestant) throws {
        self.server = server
        do {
            let catalog = try ProductCatalog.make(in: server)
            let fields = ["Content-Type": "application/json", "Authorization": "Bearer \(catalog.token)"]
            let bodies = catalog.products.map { #"{"lines":[{"product":"\#($0.id)","quantity":1}]}"# }
            let connection = try HTTPConnection(port: server.port)
            let orders = try bodies.prefix(Self.orders).map { body in
                let answer = try connection.ask("POST", "/orders", fields: fields, body: body)
                guard answer.status == 201 else { throw Failure("no order: \(answer.status) \(answer.body)") }
                struct Order: Decodable { var id: String }
                return "/orders/\(try JSONDecoder().decode(Order.self, from: Data(answer.body.utf8)).id)"
            }
            scripts = [
                .product: try Self.script("GET", catalog.paths.map { ($0, "") }, fields: [:]),
                .order: try Self.script("GET", orders.map { ($0, "") }, fields: fields),
                .placing: try Self.script("POST", bodies.map { ("/orders", $0) }, fields: fields),
            ]
        } catch {
            server.stop()
            throw error
        }
    }

    func load(_ flow: ShopFlow, seconds: Int) throws -> LoadResult {
        try Wrk(seconds: seconds, script: scripts[flow], countsErrors: true, settling: 1).run(
            against: server, path: "/")
    }

    /// A script of wrk's that asks one of them at random.
    private static func script(
        _ method: String, _ requests: [(path: String, body: String)], fields: [String: String]
    ) throws -> String {
        let file = try Workspace.shared.newFile("flow") + ".lua"
        let list = requests.map { "{'\($0.path)', '\($0.body)'}" }.joined(separator: ",\n")
        let headers = fields.map { "wrk.headers['\($0)'] = '\($1)'" }.joined(separator: "\n")
        let text = """
            local asked = {\(list)}
            local requests = {}
            \(headers)
            function init(arguments)
              math.randomseed(os.time())
              for number, one in ipairs(asked) do requests[number] = wrk.format("\(method)", one[1], nil, one[2]) end
            end
            function request() return requests[math.random(#requests)] end
            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
