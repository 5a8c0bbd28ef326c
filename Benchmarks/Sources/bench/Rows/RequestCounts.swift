/// A 13-byte route through the whole stack, counted: user instructions, mallocs and system calls a request.
struct RequestCounts: Row {
    static let id = "counts"
    static let title = "A request's instructions, mallocs and system calls"

    static let instructionsAsked = 22_000.0
    static let mallocsAsked = 4.0

    func measure(_ bench: Bench) throws -> Section {
        let client = try bench.lockstep()
        let hello = try bench.apps.hello(loops: 1, stripped: true)
        let ours = try RequestCost(of: hello, path: "/plaintext", client: client)
        let product = try productCost(bench, client)
        let peers = Peers(builder: bench.builder, products: try ProductCatalog.emptyFile())
        let hummingbird = try peers.hummingbird(loops: 1, stripped: true)
        let theirs = try RequestCost(of: hummingbird, path: "/plaintext", client: client)

        var section = Section(title: Self.title, text: Self.text)
        let workload = "13-byte route, a request"
        section.findings = [
            Finding(
                workload: "\(workload): instructions",
                against: "SwiftNIO without parsing 9,300; prototype of the path 14,600; SwiftNIO's pipeline 43,000",
                asked: "at most 22,000 (stretch 17,000)", measured: Figure.whole(ours.instructions),
                spread: "repeats within about 1 %", verdict: Verdict(ours.instructions <= Self.instructionsAsked)),
            Finding(
                workload: "\(workload): mallocs", against: "prototype of the path 0; SwiftNIO's pipeline 5",
                asked: "at most 4 (stretch 0)", measured: Figure.fine(ours.mallocs),
                verdict: Verdict(ours.mallocs.rounded() <= Self.mallocsAsked)),
            Finding(
                workload: "\(workload): system calls", against: "", asked: "",
                measured: ours.systemCalls.map(Figure.fine) ?? "no tracing here", verdict: .told),
        ]
        section.tables = [
            Table(
                header: ["server, one loop", "instructions", "mallocs", "system calls"],
                rows: [
                    ["Tenfold, 13 bytes"] + ours.cells, ["Hummingbird, 13 bytes"] + theirs.cells,
                    ["Tenfold, a product from Shop's warm cache"] + product.cells,
                ])
        ]
        section.commands = [
            "valgrind --tool=callgrind hello serve --loops 1     # strip -g first",
            "LD_PRELOAD=callcounts.so hello serve --loops 1      # Tests/Probes/CallCounts",
            "strace -f -c hello serve --loops 1",
            "lockstep PORT \(Lockstep.connections) together 0 400 - /plaintext     # and 2400",
        ]
        section.versions = [(hummingbird.name, hummingbird.version)]
        return section
    }

    private static let text = """
        \(Lockstep.connections) keep-alive connections in lockstep ask one loop. The figure is the difference between a \
        server's life of 2,400 requests and one of 400, for each request; so neither its start nor its connections count. \
        Metrics, request id, trace and context are on, the access log is off. The floors were counted in the same way, \
        earlier and elsewhere: SwiftNIO without parsing 9,300 instructions and no malloc, a prototype of the request path \
        alone 14,600 and 0, SwiftNIO's stock pipeline 43,000 and 5, Hummingbird 130,800 and 29.
        """

    /// Shop's product route, for what routing, the cache and encoding add.
    private func productCost(_ bench: Bench, _ client: Lockstep) throws -> RequestCost {
        let data = try Workspace.shared.newFolder("shop")
        let seeded = try RunningContestant(try bench.apps.shop(data: data))
        defer { seeded.stop() }
        let path = try ProductCatalog.make(in: seeded).paths[0]
        seeded.stop()
        let shop = try bench.apps.shop(data: data, loops: 1, stripped: true)
        return try RequestCost(of: shop, path: path, client: client)
    }
}

/// What one request costs a server.
struct RequestCost {
    var instructions: Double
    var mallocs: Double
    /// Nil where nothing may be traced.
    var systemCalls: Double?

    init(of contestant: Contestant, path: String, client: Lockstep) throws {
        Console.step("counting \(contestant.name) \(path)")
        instructions = try Callgrind().perRequest(of: contestant, path: path, client: client)
        mallocs = try client.mallocs(of: contestant, path: path)
        systemCalls = try? Strace().perRequest(of: contestant, path: path, client: client)
        Console.step("\(cells.joined(separator: ", "))")
    }

    var cells: [String] {
        [Figure.whole(instructions), Figure.fine(mallocs), systemCalls.map(Figure.fine) ?? "no tracing here"]
    }
}
