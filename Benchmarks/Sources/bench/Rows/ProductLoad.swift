/// About 200 bytes of JSON from memory under load, against the peers.
struct ProductLoad: Row {
    static let id = "products"
    static let title = "A product as JSON, requests a second"

    static let asked: KeyValuePairs = [
        "Hummingbird": 2.5, "Go net/http": 1.3, "Node http": 1.6, "FastAPI": 10.0,
    ]

    func measure(_ bench: Bench) throws -> Section {
        let shopApp = try bench.apps.shop()
        let shop = try RunningContestant(shopApp)
        defer { shop.stop() }
        let catalog = try ProductCatalog.make(in: shop)
        let peers = Peers(builder: bench.builder, products: try catalog.file()).all()
        let others = try RunningAll(peers)
        defer { others.stop() }
        let running = [shop] + others.all

        let sizes = try running.map { try ProductCatalog.bodyBytes(of: $0, path: catalog.paths[0]) }
        guard sizes.allSatisfy({ abs($0 - sizes[0]) * 20 <= sizes[0] }) else {
            throw Failure("the contestants' answers differ by more than 5 %: \(sizes)")
        }
        let wrk = Wrk(seconds: bench.options.seconds, script: try WrkScript.asking(catalog.paths))
        try catalog.warm(shop)
        let comparison = try LoadComparison(running, path: "/", wrk: wrk, options: bench.options)
        let contestants = [shopApp] + peers
        return Section(
            title: Self.title,
            text: """
                `GET /products/{id}` of \(ProductCatalog.count) products, an id at random each time; the body has \
                \(sizes[0]) bytes (\(zip(running, sizes).map { "\($0.name) \($1)" }.joined(separator: ", "))). Tenfold is \
                Shop's own route with its cache warm, its `ETag` and `Cache-Control`; the others look the product up in a \
                map in memory. Every contestant encodes it each time.
                """,
            findings: comparison.findings("a product as JSON, requests a second", asked: Self.asked),
            tables: [comparison.table(contestants.map(\.version))],
            commands: [wrk.arguments("http://127.0.0.1:PORT").joined(separator: " ")],
            versions: contestants.map { ($0.name, $0.version) })
    }
}
