import TenfoldCore
import Testing

@testable import TenfoldRuntime

private struct Ping: Query {
    typealias Reply = String
    static let name = "left.Ping"
    var id: ID<Nothing>
}

private struct Pong: Command {
    static let name = "right.Pong"
    var text: String
}

private struct Happened: Event {
    static let name = "left.Happened"
    var key: RoutingKey { RoutingKey("all") }
}

private struct Left: Module {
    static func declare(_ module: inout Declaration<Left>) {
        module.handle(Ping.self) { _, _ in "pong" }
        module.publishes(Happened.self)
        module.route(.get, "/pings/:id", Ping.self, access: .anyone)
        module.schema = [.step("1", .table("ping", shardedBy: "id", .id("id").primaryKey))]
    }
    init(_ environment: ModuleEnvironment) throws {}
}

private struct Right: Module {
    static func declare(_ module: inout Declaration<Right>) {
        module.handle(Pong.self) { _, _, _ in Nothing() }
        module.uses(Ping.self)
        module.subscribe(Happened.self) { _, _, _ in }
    }
    init(_ environment: ModuleEnvironment) throws {}
}

@Suite("Boot checks")
struct DeclarationChecksTests {
    private func faults<each Part: Module>(_ modules: repeat (each Part).Type) -> [String] {
        var descriptions: [ModuleDescription] = []
        for module in repeat each modules { descriptions.append(ModuleDescription(module)) }
        return DeclarationChecks.faults(in: descriptions).map(\.description)
    }

    @Test("sound declarations have no fault")
    func sound() { #expect(faults(Left.self, Right.self).isEmpty) }

    @Test("a missing module leaves its messages and events unanswered, both told at once")
    func missing() {
        let found = faults(Right.self)
        #expect(found.contains { $0.contains("uses left.Ping") })
        #expect(found.contains { $0.contains("subscribes to left.Happened") })
    }

    @Test("a module given twice is told as two names, two handlers and two publishers")
    func twice() {
        let found = faults(Left.self, Left.self)
        #expect(found.contains { $0.contains("two modules have this name") })
        #expect(found.contains { $0.contains("has two handlers") })
        #expect(found.contains { $0.contains("published by two modules") })
        #expect(found.contains { $0.contains("declared twice") })
    }

    @Test("a circle of synchronous calls is told with its modules")
    func circle() {
        struct Back: Module {
            static let name = "left"
            static func declare(_ module: inout Declaration<Back>) {
                module.handle(Ping.self) { _, _ in "pong" }
                module.uses(Pong.self)
                module.publishes(Happened.self)
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        #expect(faults(Back.self, Right.self).contains { $0.contains("left → right → left") })
    }

    @Test("a route without access, to a foreign message, or with an unknown parameter is refused")
    func routes() {
        struct Bad: Module {
            static func declare(_ module: inout Declaration<Bad>) {
                module.route(.get, "/bad/:nothing", Ping.self)
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        let found = faults(Bad.self, Left.self)
        #expect(found.contains { $0.contains("does not say who may use it") })
        #expect(found.contains { $0.contains("module bad does not handle") })
        #expect(found.contains { $0.contains(":nothing") })
    }

    @Test("two routes that no request could tell apart are refused")
    func sameShape() {
        struct Twin: Module {
            struct Other: Query {
                static let name = "twin.Other"
                var key: String
            }
            static func declare(_ module: inout Declaration<Twin>) {
                module.handle(Other.self) { _, _ in Nothing() }
                module.route(.get, "/pings/:key", Other.self, access: .anyone)
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        #expect(faults(Left.self, Twin.self).contains { $0.contains("GET /pings/:") })
    }

    @Test("a table without its sharding column is refused, and so is one with a column that is not there")
    func schema() {
        struct Tables: Module {
            static func declare(_ module: inout Declaration<Tables>) {
                module.schema = [
                    .step("1", .table("one", .id("id").primaryKey)),
                    .step("1", .table("two", shardedBy: "other", .id("id").primaryKey)),
                    .step("tenfold/mine", .table("tenfold_x", shardedBy: "id", .id("id"))),
                ]
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        let found = faults(Tables.self)
        #expect(found.contains { $0.contains("table one does not say") })
        #expect(found.contains { $0.contains("shards two by other") })
        #expect(found.contains { $0.contains("two steps called 1") })
        #expect(found.contains { $0.contains("tenfold/mine") })
        #expect(found.contains { $0.contains("tenfold_x") })
    }

    @Test("names must begin with their module's")
    func prefixes() {
        struct Wrong: Module {
            static let name = "Wrong Name"
            static func declare(_ module: inout Declaration<Wrong>) { module.handle(Ping.self) { _, _ in "" } }
            init(_ environment: ModuleEnvironment) throws {}
        }
        let found = faults(Wrong.self)
        #expect(found.contains { $0.contains("must begin with `Wrong Name.`") })
        #expect(found.contains { $0.contains("lower-case letters") })
    }

    @Test("the call graph tells calls, events and their listeners")
    func graph() {
        let text = CallGraph([ModuleDescription(Left.self), ModuleDescription(Right.self)]).text
        #expect(text.contains("calls      left.Ping"))
        #expect(text.contains("left.Happened → right"))
        #expect(text.contains("GET /pings/:id → left.Ping (anyone)"))
    }
}
