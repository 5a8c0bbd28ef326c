import Tenfold

/// Answers with what it is asked, as little work as a handler can do.
struct Echoes: Module {
    static func declare(_ module: inout Declaration<Echoes>) {
        module.handle(Echo.self) { echoes, query in try await echoes.answer(query) }
    }

    init() {}
    init(_ environment: ModuleEnvironment) throws {}

    /// Never inlined: otherwise the direct call that is compared would be no call.
    @inline(never) func answer(_ query: Echo) async throws -> Int { query.number }
}

struct Echo: Query {
    typealias Reply = Int
    static let name = "echoes.Echo"

    var number: Int
}
