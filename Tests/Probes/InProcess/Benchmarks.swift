import Tenfold

/// The app whose parts are measured, through its public API alone.
struct Benchmarks: App {
    static let modules: [any Module.Type] = [Echoes.self, Caller.self, Ledger.self]
}
