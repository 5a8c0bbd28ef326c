import TenfoldCore
import Testing

@testable import TenfoldRuntime

private struct Charge: Command { static let name = "payments.Charge" }
private struct Inquire: Query { static let name = "shop.Ask" }
private struct Buy: Command { static let name = "shop.Buy" }
private struct Sell: Command { static let name = "shop.Sell" }
private struct Sold: Event {
    static let name = "payments.Sold"
    var key: RoutingKey { RoutingKey("all") }
}

private struct Payments: Module {
    static func declare(_ module: inout Declaration<Payments>) {
        module.handle(Charge.self) { _, _, _ in Nothing() }
        module.publishes(Sold.self)
    }
    init(_ environment: ModuleEnvironment) throws {}
}

/// Sends `Charge` from a part of its own choosing.
private struct Sender<Part: SendingPart>: Module {
    static var name: String { "shop" }
    static func declare(_ module: inout Declaration<Sender<Part>>) {
        module.uses(Charge.self)
        Part.declare(&module)
    }
    init(_ environment: ModuleEnvironment) throws {}
}

private protocol SendingPart: Sendable {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>)
}

private enum Prepared: SendingPart {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>) {
        module.handle(Buy.self, prepare: { _, _ in 1 }, apply: { _, _, _, _ in Nothing() })
    }
}

private enum InSteps: SendingPart {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>) {
        module.handleInSteps(Buy.self) { _, _, _ in Nothing() }
    }
}

private enum PreparedAndInSteps: SendingPart {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>) {
        module.handleInSteps(Buy.self) { _, _, _ in Nothing() }
        module.handle(Sell.self, prepare: { _, _ in 1 }, apply: { _, _, _, _ in Nothing() })
    }
}

private enum Listening: SendingPart {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>) {
        module.subscribe(Sold.self) { _, _, _ in }
    }
}

private enum Asking: SendingPart {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>) {
        module.handle(Inquire.self) { _, _ in Nothing() }
    }
}

private enum Ticking: SendingPart {
    static func declare<Owner: Module>(_ module: inout Declaration<Owner>) {
        module.every(.seconds(1), "charge") { _ in }
    }
}

private struct Upload: AnyRawRoute {
    var method: HTTPMethod { .post }
    var path: String { "/upload" }
    var accessSummary: String { "anyone" }
}

@Suite struct PlanChecksTests {
    private func findings<Part: SendingPart>(sentFrom part: Part.Type, together: Bool = false) throws -> [PlanFinding] {
        let stage =
            together
            ? try PlanFixture.stage("all 8080 shop payments") : try PlanFixture.stage("a 8080 shop", "b 7100 payments")
        let modules = [ModuleDescription(Sender<Part>.self), ModuleDescription(Payments.self)]
        return PlanFixture.plan(modules, stage).findings
    }

    @Test func `a command sent to another service before a transaction is unsafe`() throws {
        let found = try findings(sentFrom: Prepared.self)
        #expect(found.map(\.severity) == [.danger])
        #expect(found.map(\.code) == ["plan.command-in-two-modules"])
        #expect(
            found.first?.reason
                == "when shop.Buy's prepare sends payments.Charge from service a to b, nothing records it: where the "
                + "sender then fails, its own rows are missing and the other module's stay")
        #expect(found.first?.remedy.contains("publish an event that payments listens to") == true)
    }

    @Test func `what is unsafe ends the text, with what to do`() throws {
        let stage = try PlanFixture.stage("a 8080 shop", "b 7100 payments")
        let modules = [ModuleDescription(Sender<Prepared>.self), ModuleDescription(Payments.self)]
        let text = PlanFixture.plan(modules, stage).text
        #expect(text.contains("\n\nFindings\n  unsafe (plan.command-in-two-modules): when shop.Buy's prepare sends"))
        #expect(text.contains("\n    What to do: send it from a command in steps"))
        #expect(text.hasSuffix("\n\nNot safe: 1 finding to mend first."))
    }

    @Test func `the same command within one service is safe`() throws {
        #expect(try findings(sentFrom: Prepared.self, together: true).isEmpty)
    }

    @Test func `a command sent from steps, or for an event, is safe`() throws {
        #expect(try findings(sentFrom: InSteps.self).isEmpty)
        #expect(try findings(sentFrom: Listening.self).isEmpty)
    }

    @Test func `where steps or a prepare may send it, a person has to look`() throws {
        let found = try findings(sentFrom: PreparedAndInSteps.self)
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.reason.hasPrefix("if shop.Sell's prepare sends payments.Charge") == true)
    }

    @Test func `a query that sends a command to another service is unsafe`() throws {
        #expect(try findings(sentFrom: Asking.self).map(\.severity) == [.danger])
    }

    @Test func `a timer that sends a command to another service is worth a look`() throws {
        #expect(try findings(sentFrom: Ticking.self).map(\.severity) == [.warning])
    }

    @Test func `services that wait for each other are unsafe, though their modules do not`() throws {
        struct One: Query { static let name = "one.Ask" }
        struct Two: Query { static let name = "two.Ask" }
        struct First: Module {
            static let name = "first"
            static func declare(_ module: inout Declaration<First>) { module.uses(Two.self) }
            init(_ environment: ModuleEnvironment) throws {}
        }
        struct TwoModule: Module {
            static let name = "two"
            static func declare(_ module: inout Declaration<TwoModule>) {
                module.handle(Two.self) { _, _ in Nothing() }
                module.uses(One.self)
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        struct OneModule: Module {
            static let name = "one"
            static func declare(_ module: inout Declaration<OneModule>) {
                module.handle(One.self) { _, _ in Nothing() }
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        let modules = [
            ModuleDescription(First.self), ModuleDescription(TwoModule.self), ModuleDescription(OneModule.self),
        ]
        #expect(CallGraph(modules).cycles.isEmpty)
        let plan = PlanFixture.plan(modules, try PlanFixture.stage("a 8080 first one", "b 7100 two"))
        #expect(!plan.isSafe)
        #expect(plan.findings.map(\.code) == ["plan.circle"])
        #expect(
            plan.findings.first?.reason.hasPrefix(
                "services a → b → a wait for each other (first → two.Ask, two → one.Ask)") == true)
        #expect(PlanFixture.plan(modules, try PlanFixture.stage("a 8080 first two one")).isSafe)
    }

    @Test func `raw HTTP of a service that is not public is unsafe`() throws {
        struct Files: Module {
            static func declare(_ module: inout Declaration<Files>) { module.additions.append(Upload()) }
            init(_ environment: ModuleEnvironment) throws {}
        }
        let modules = [ModuleDescription(Files.self)]
        let hidden = PlanFixture.plan(modules, try PlanFixture.stage("edge 8080", "a 7100 files")).findings
        #expect(hidden.map { "\($0.severity.rawValue) \($0.code)" } == ["unsafe plan.raw-route"])
        let shown = PlanFixture.plan(modules, try PlanFixture.stage("edge 8080", "a 8090 files")).findings
        #expect(shown.map { "\($0.severity.rawValue) \($0.code)" } == ["warning plan.raw-route"])
        #expect(PlanFixture.plan(modules, try PlanFixture.stage("a 8090 files")).findings.isEmpty)
    }

    @Test func `SQLite on several machines is unsafe`() throws {
        let modules = [ModuleDescription(Payments.self)]
        let replicas = try PlanFixture.stage("a 8080 payments", hosts: ["\"10.0.0.1:7100\", \"10.0.0.2:7100\""])
        #expect(PlanFixture.plan(modules, replicas).findings.map(\.code) == ["plan.data-on-many-machines"])
        let loopback = try PlanFixture.stage("a 8080 payments", hosts: ["\"127.0.0.1:7100\", \"localhost:7101\""])
        #expect(PlanFixture.plan(modules, loopback).findings.isEmpty)
        let services = try PlanFixture.stage(
            "a 8080 accounts", "b 7100 catalog orders email", hosts: ["10.0.0.1:1", "10.0.0.2:1"])
        let codes = PlanFixture.plan(PlanFixture.shop, services).findings.filter { $0.severity == .danger }.map(\.code)
        #expect(codes == ["plan.data-on-many-machines"])
    }

    @Test func `one replica that others wait for is told`() throws {
        let stage = try PlanFixture.stage(
            "edge 8080", "accounts 7100 accounts", "rest 7200 catalog orders", "mail 7300 email", replicas: 1)
        let findings = PlanFixture.plan(PlanFixture.shop, stage).findings
        #expect(findings.map(\.severity) == [.warning, .warning, .warning])
        #expect(
            findings.map(\.reason) == [
                "service edge has one replica, and the public cannot do without it",
                "service accounts has one replica, and edge and mail and rest cannot do without it",
                "service rest has one replica, and edge cannot do without it",
            ])
    }
}

@Suite struct ServiceCirclesTests {
    @Test func `each circle is told once, from its first name on`() {
        let edges: [String: Set<String>] = ["b": ["c"], "c": ["a"], "a": ["b"], "d": ["a"], "e": ["f"], "f": ["e"]]
        #expect(ServiceCircles.find(in: edges) == [["a", "b", "c"], ["e", "f"]])
    }

    @Test func `no circle is found where there is none`() {
        #expect(ServiceCircles.find(in: ["a": ["b", "c"], "b": ["c"], "c": ["d"]]).isEmpty)
    }

    @Test func `64 services that all call each other are answered at once`() {
        let names = (0..<64).map { "s\($0)" }
        let edges = Dictionary(uniqueKeysWithValues: names.map { name in (name, Set(names).subtracting([name])) })
        let found = ServiceCircles.find(in: edges)
        #expect(found.allSatisfy { $0.count == 2 })
        #expect(!found.isEmpty)
    }
}
