/// One row of the table, or a few that are measured together.
protocol Row: Sendable {
    static var id: String { get }
    static var title: String { get }
    init()
    func measure(_ bench: Bench) throws -> Section
}

/// What every row needs.
final class Bench {
    let options: Options
    let builder = Builder()
    let apps: TenfoldApps
    private var client: Lockstep?

    init(options: Options) {
        self.options = options
        apps = TenfoldApps(builder: builder)
    }

    /// Built once.
    func lockstep() throws -> Lockstep {
        if let client { return client }
        let made = try Lockstep()
        client = made
        return made
    }
}

/// All rows, in the order of the page.
enum Suite {
    static let rows: [any Row.Type] = [
        RequestCounts.self, TelemetryCost.self, PlaintextLoad.self, ProductLoad.self, JSONCounts.self, CommandLoad.self,
        RowNumbers.self, ModuleCalls.self, RemoteCall.self, Splitting.self,
        ProxyLoad.self, GuardedLoad.self, CachedLoad.self, BodyLoad.self, IdleMemory.self, PolicyCosts.self,
        GroupCommit.self, Starts.self, CacheHits.self, CleanClone.self,
    ]

    static func run(_ bench: Bench) -> [Section] {
        let chosen = rows.filter { bench.options.wants($0.id) }
        return chosen.enumerated().map { number, row in
            Console.say("\n[\(number + 1) of \(chosen.count)] \(row.id): \(row.title)")
            let started = Clock.seconds
            defer { Console.step("took \(Figure.whole(Clock.seconds - started)) s") }
            do {
                let section = try row.init().measure(bench)
                for finding in section.findings {
                    Console.step(
                        "\(finding.workload), \(finding.against): \(finding.measured) (asked: \(finding.asked))")
                }
                return section
            } catch {
                Console.step("NOT MEASURED: \(error)")
                return Section(
                    title: row.title, text: "Not measured: \(error)",
                    findings: [.notMeasured(row.title, "see below")])
            }
        }
    }
}
