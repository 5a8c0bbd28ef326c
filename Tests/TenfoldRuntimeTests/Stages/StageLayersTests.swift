import TenfoldCore
import TenfoldRuntime
import Testing

@Suite struct StageLayersTests {
    @Test func `the command line wins over the environment, and that over the file`() throws {
        let text = StageFixture.small("admin-port", "        admin-port: 9110\n        replicas: 2")
        let key = "services.all.replicas"
        let variable = ["TENFOLD_SERVICES_ALL_REPLICAS": "3"]
        #expect(try StageFixture.chosen(text)?.services[1].replicas == 2)
        #expect(try StageFixture.chosen(text, environment: variable)?.services[1].replicas == 3)
        #expect(
            try StageFixture.chosen(text, overrides: [key: "4"], environment: variable)?.services[1].replicas == 4)
    }

    @Test func `every kind of key can be set from outside`() throws {
        let stage = try StageFixture.chosen(
            StageFixture.small,
            overrides: [
                "services.all.addresses": "a:1, b:2", "services.all.settings.email.smtp": "x",
                "limits.body-bytes": "2MiB",
            ],
            environment: [
                "TENFOLD_DATA": "sqlite:/srv/shop", "TENFOLD_LIMITS_REQUEST_TIMEOUT": "7s",
                "TENFOLD_SERVICES_EDGE_ADMIN_PORT": "9999", "TENFOLD_SERVICES_EDGE_LIMITS_EVENT_ATTEMPTS": "2",
            ])
        #expect(stage?.data == .sqlite(folder: "/srv/shop"))
        #expect(stage?.limits.requestTimeout == .seconds(7))
        #expect(stage?.limits.bodyBytes == 2 << 20)
        #expect(stage?.services[0].adminPort == 9999)
        #expect(stage?.services[0].limits.eventAttempts == 2)
        #expect(stage?.services[1].endpoints.map(\.description) == ["a:1", "b:2"])
        #expect(stage?.services[1].settings.exposed == ["email.smtp": "x"])
    }

    @Test func `a wrong value from outside is told by where it was given`() {
        let faults = StageFixture.faults {
            _ = try StageFixture.chosen(
                StageFixture.small, overrides: ["services.all.replicas": "none", "services.all.replica": "1"],
                environment: ["TENFOLD_SERVICES_EDGE_PORT": "x"])
        }
        #expect(faults.contains("TENFOLD_SERVICES_EDGE_PORT: port: expected a port from 1 to 65535, came \"x\""))
        #expect(
            faults.contains(
                "services.all.replicas: replicas: expected a whole number from 1 to 64, came \"none\""))
        #expect(
            faults.contains(
                "services.all.replica: stage \"small\" has no such key; did you mean \"services.all.replicas\"?"))
    }

    @Test func `the environment does not reach stages that are not asked for`() throws {
        let request = StageFixture.request(environment: ["TENFOLD_DATA": "sqlite:elsewhere"])
        let stages = try StageFile.stages(in: Array(StageFixture.small.utf8), path: "tenfold.yaml", request)
        #expect(stages.first?.data == .sqlite(folder: "shop-data"))
    }
}
