import TenfoldCore
import TenfoldGateway
import TenfoldRuntime
import Testing

@Suite struct StageFileTests {
    @Test func `a stage has its services in the file's order`() throws {
        let stage = try #require(try StageFixture.stages(StageFixture.small).first)
        #expect(stage.name == "small")
        #expect(stage.services.map(\.name) == ["edge", "all"])
        #expect(stage.service(hosting: "email")?.name == "all")
        #expect(stage.publicServices.map(\.name) == ["edge"])
    }

    @Test func `what nobody sets has its default`() throws {
        let stage = try #require(try StageFixture.stages(StageFixture.small).first)
        #expect(stage.data == .sqlite(folder: "shop-data"))
        #expect(stage.cache == .memory)
        #expect(stage.events == .embedded)
        #expect(stage.secret == nil)
        #expect(stage.limits == StageLimits())
        let edge = stage.services[0]
        #expect(edge.replicas == 1)
        #expect(edge.host == "127.0.0.1")
        #expect(edge.adminPort == 9090)
        #expect(edge.loops == nil)
        #expect(edge.endpoints.isEmpty)
    }

    @Test func `a gateway leads to all modules, unless its routes say what else holds for them`() throws {
        let plain = try #require(
            try StageFixture.stages(StageFixture.small("port: 8080", "        port: 8080\n        gateway: {}")).first)
        let options = try #require(plain.services[0].gateway)
        #expect(plain.hasGateway && options.proxy.routes.map(\.path) == ["/*"])
        #expect(options.proxy.routes.map(\.leadsToModules) == [true])
        #expect(!options.proxy.logsRequests)

        let text = StageFixture.small(
            "port: 8080",
            """
                    port: 8080
                    gateway:
                      upstreams: { old: { servers: [127.0.0.1:9001] } }
                      routes:
                        - { path: /products/*, upstream: modules, rate: { limit: 5 } }
                        - { path: /*, upstream: old }
            """)
        let routes = try #require(try StageFixture.stages(text).first?.services[0].gateway?.proxy.routes)
        #expect(routes.map(\.leadsToModules) == [true, false])
        #expect(routes[0].policies.rates.count == 1 && routes[1].targets.map(\.upstream) == ["old"])
    }

    @Test func `a replica's ports follow the first one's`() throws {
        let text = StageFixture.small("admin-port: 9110", "        admin-port: 9110\n        replicas: 3")
        let service = try #require(try StageFixture.stages(text).first?.services.last)
        #expect(service.endpoints.map(\.description) == ["127.0.0.1:7110", "127.0.0.1:7111", "127.0.0.1:7112"])
        #expect(service.adminPort(ofReplica: 2) == 9112)
        #expect(service.internalPort(ofReplica: 2) == 7112)
    }

    @Test func `listed addresses are where a service is reached`() throws {
        let text = StageFixture.small("internal-port", "        addresses: [\"all.shop.svc:7110\", \"[::1]:7111\"]")
        let service = try #require(try StageFixture.stages(text).first?.services.last)
        #expect(service.endpoints.map(\.host) == ["all.shop.svc", "::1"])
        #expect(service.endpoints.map(\.description) == ["all.shop.svc:7110", "[::1]:7111"])
    }

    @Test func `a service that binds to all addresses is called on loopback`() throws {
        let text = StageFixture.small("internal-port", "        internal-port: 7110\n        host: 0.0.0.0")
        let service = try #require(try StageFixture.stages(text).first?.services.last)
        #expect(service.endpoints.map(\.description) == ["127.0.0.1:7110"])
    }

    @Test func `a service's limits override the stage's one by one`() throws {
        let text = StageFixture.small(
            "    services:", "    limits: { request-timeout: 5s, body-bytes: 64KiB }\n    services:"
        ).replacing("port: 8080", with: "port: 8080\n        limits: { request-timeout: 1500ms, event-attempts: 3 }")
        let services = try #require(try StageFixture.stages(text).first?.services)
        #expect(services[0].limits.requestTimeout == .milliseconds(1500))
        #expect(services[0].limits.eventAttempts == 3)
        #expect(services[0].limits.bodyBytes == 65_536)
        #expect(services[1].limits.requestTimeout == .seconds(5))
        #expect(services[1].limits.eventAttempts == 8)
    }

    @Test func `settings reach the service of their module`() throws {
        let text = StageFixture.small("admin-port: 9110", "        settings: { email.smtp: \"smtp://mail:25\" }")
        let services = try #require(
            try StageFixture.stages(text.replacing("port: 8080", with: "port: 8080\n        admin-port: 9091")).first?
                .services)
        #expect(services[1].settings.exposed == ["email.smtp": "smtp://mail:25"])
    }

    @Test func `without a stage there is the laptop, and no file is read`() throws {
        #expect(try StageFile.load(StageFixture.request()) == nil)
    }

    @Test func `a stage without a file says how to name one`() {
        var request = StageFixture.request(stage: "services")
        request.file = "nowhere.yaml"
        #expect(
            StageFixture.faults { _ = try StageFile.load(request) } == [
                "nowhere.yaml: the stage file does not exist; name it with --config FILE, or leave --stage away for "
                    + "one process"
            ])
    }

    @Test func `an unknown service is answered with the nearest and the list`() throws {
        let stage = try #require(try StageFixture.stages(StageFixture.small).first)
        #expect(
            StageFixture.faults { _ = try stage.service(named: "edgy") } == [
                "--service: no service \"edgy\" in stage \"small\"; did you mean \"edge\"?"
            ])
        #expect(
            StageFixture.faults { _ = try stage.service(named: "payments") } == [
                "--service: no service \"payments\" in stage \"small\"; there is edge, all"
            ])
    }
}
