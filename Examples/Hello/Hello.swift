import Tenfold

/// The smallest app: one module that answers one request. `make bench` measures it.
@main struct Hello: App {
    static let modules: [any Module.Type] = [Greeting.self]

    static func examples(at address: String) -> [String] { ["curl -i \(address)/plaintext"] }
}

/// Says hello in 13 bytes.
struct Greeting: Module {
    static func declare(_ module: inout Declaration<Greeting>) {
        module.http(.get, "/plaintext", access: .anyone, body: .none) { _, _ in .text("Hello, World!") }
    }

    init(_ environment: ModuleEnvironment) throws {}
}
