import TenfoldCore
import Testing

@testable import TenfoldRuntime

@Suite struct PlannerTests {
    private func split() throws -> Stage {
        try PlanFixture.stage("edge 8080", "accounts 7100 accounts", "sales 7200 catalog orders", "mail 7300 email")
    }

    @Test func `a call is remote where sender and receiver are in two services`() throws {
        let calls = PlanFixture.plan(PlanFixture.shop, try split()).calls
        #expect(
            calls.filter(\.isRemote).map { "\($0.module) \($0.message) \($0.fromService) \($0.toService)" } == [
                "orders accounts.Find sales accounts", "email accounts.Find mail accounts",
            ])
        #expect(
            calls.filter { !$0.isRemote }.map { "\($0.module) \($0.message) \($0.isCommand)" } == [
                "catalog catalog.Release true", "orders catalog.Reserve true",
            ])
    }

    @Test func `an event is pushed where its subscriber is in another service`() throws {
        let modules = PlanFixture.shop
        let apart = PlanFixture.plan(modules, try split()).events
        #expect(apart.map(\.isPushed) == [true, true])
        let together = PlanFixture.plan(
            modules, try PlanFixture.stage("a 7100 orders email", "b 8080 accounts catalog"))
        #expect(
            together.events.map { "\($0.event) \($0.isPushed)" } == [
                "accounts.UserCreated true", "orders.OrderPlaced false",
            ])
    }

    @Test func `a route's way is the longest chain, the edge's hop included`() throws {
        let routes = PlanFixture.plan(PlanFixture.shop, try split()).routes
        #expect(
            routes.map(\.services) == [
                ["edge", "accounts"], ["edge", "sales", "accounts"], ["edge", "sales", "accounts"],
            ])
        #expect(routes.map(\.addedMicroseconds) == [70, 140, 140])
    }

    @Test func `a route stays where its module is public and alone`() throws {
        let stage = try PlanFixture.stage("all 8080 accounts catalog orders email")
        let plan = PlanFixture.plan(PlanFixture.shop, stage)
        #expect(plan.routes.map(\.services) == [["all"], ["all"], ["all"]])
        #expect(plan.routes.map(\.addedMicroseconds) == [0, 0, 0])
    }

    @Test func `a transaction sends nothing, so its chain ends`() throws {
        struct Far: Command { static let name = "far.Do" }
        struct Near: Command { static let name = "near.Do" }
        struct FarModule: Module {
            static let name = "far"
            static func declare(_ module: inout Declaration<FarModule>) {
                module.handle(Far.self) { _, _, _ in Nothing() }
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        struct NearModule: Module {
            static let name = "near"
            static func declare(_ module: inout Declaration<NearModule>) {
                module.handle(Near.self) { _, _, _ in Nothing() }
                module.uses(Far.self)
                module.route(.post, "/near", Near.self, access: .anyone)
            }
            init(_ environment: ModuleEnvironment) throws {}
        }
        let plan = PlanFixture.plan(
            [ModuleDescription(FarModule.self), ModuleDescription(NearModule.self)],
            try PlanFixture.stage("a 8080 near", "b 7100 far"))
        #expect(plan.routes.map(\.services) == [["a"]])
    }

    @Test func `between machines a call adds the way there and back`() throws {
        let stage = try PlanFixture.stage(
            "edge 8080", "all 7100 accounts catalog orders email", hosts: ["10.0.0.1:8080", "10.0.0.2:7100"])
        #expect(PlanFixture.plan(PlanFixture.shop, stage).routes.map(\.addedMicroseconds) == [570, 570, 570])
    }

    @Test func `metrics say how often a call is made`() throws {
        let metrics = """
            process_start_time_seconds 1000
            tenfold_sends_total{from="email",message="accounts.Find"} 250
            """
        let traffic = try SendTraffic(metrics: metrics, now: 1100)
        let calls = PlanFixture.plan(PlanFixture.shop, try split(), traffic: traffic).calls
        #expect(calls.map(\.perSecond) == [0, 0, 0, 2.5])
        #expect(calls.map(\.count) == [0, 0, 0, 250])
    }

    @Test func `the plan of an app like Shop is safe, and reads so`() throws {
        let traffic = try SendTraffic(
            metrics: """
                # TYPE tenfold_sends_total counter
                tenfold_sends_total{from="orders",message="catalog.Reserve"} 4000
                tenfold_sends_total{from="email",message="accounts.Find"} 12345
                process_start_time_seconds 1000
                """, now: 2000)
        let text = PlanFixture.plan(PlanFixture.shop, try split(), traffic: traffic).text
        #expect(
            text == """
                shop as stage "split": 4 services, 8 processes

                Services
                  edge      × 2  public    routes to the others
                  accounts  × 2  internal  accounts
                  sales     × 2  internal  catalog, orders
                  mail      × 2  internal  email

                Calls over the network
                  orders → accounts.Find  query  sales → accounts  never so far
                  email → accounts.Find   query  mail → accounts   12.3 a second

                Calls that stay in their process
                  catalog → catalog.Release  command  sales  never so far
                  orders → catalog.Reserve   command  sales  4.00 a second

                Events pushed between services
                  accounts.UserCreated → email  accounts → mail
                  orders.OrderPlaced → email    sales → mail

                Public routes, by the longest chain of calls over the network that one request may make
                  POST /accounts   + 0.07 ms  edge → accounts
                  POST /orders     + 0.14 ms  edge → sales → accounts
                  GET /orders/:id  + 0.14 ms  edge → sales → accounts

                Expected, without load: 0.07 ms for a call on one machine, 0.50 ms more between two. A handler that sends
                several messages one after the other waits for each.

                Data
                  sqlite:shop-data  shared by accounts, sales, mail

                Nothing here is unsafe.
                """)
    }

    @Test func `for programs the plan is JSON`() throws {
        let json = try PlanFixture.plan(PlanFixture.shop, try split()).json()
        #expect(json.contains("\"isSafe\" : true"))
        #expect(json.contains("\"addedMicroseconds\" : 140"))
        #expect(!json.contains("perSecond"))
    }
}
