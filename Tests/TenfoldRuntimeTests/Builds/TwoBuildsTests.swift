import Tenfold
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

/// An old and a new build as services of one stage, over their real ports: as in the middle of a deployment.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TwoBuildsTests {
    /// Runs the asker of one build and the teller of another on one data folder.
    private func stage(
        asker: any App.Type, teller: any App.Type, _ body: (Application) async throws -> Void
    ) async throws {
        let folder = try TestFolder()
        let ports = try await FreePorts.find(2)
        let places = ["asker": ports[0], "teller": ports[1]].mapValues { HTTPEndpoint(host: "127.0.0.1", port: $0) }
        func start(_ app: any App.Type, as module: String) async throws -> Application {
            var options = ApplicationOptions()
            options.dataFolder = folder.path + "/data"
            options.port = 0
            options.adminPort = 0
            options.passwordCostLog2 = 10
            options.role = ServiceRole(
                service: module, modules: [module], internalAddress: places[module],
                remotes: places.map { .init(service: $0, modules: [$0], endpoints: [$1]) },
                secret: Secret("a-secret-of-a-test-long-enough"), servesPublic: false)
            return try await Application.start(app, options)
        }
        let teller = try await start(teller, as: "teller")
        let asker = try await start(asker, as: "asker")
        do {
            try await body(asker)
        } catch {
            await asker.stop()
            await teller.stop()
            throw error
        }
        await asker.stop()
        await teller.stop()
    }

    private func heard(_ app: Application) async throws -> [String] {
        var heard: [String] = []
        try await eventually("the event is heard", within: .seconds(20)) {
            heard = try await app.send(Heard())
            return !heard.isEmpty
        }
        return heard
    }

    @Test func `a new caller and subscriber understands an old service`() async throws {
        try await stage(asker: BuiltApp<NewBuild>.self, teller: BuiltApp<OldBuild>.self) { app in
            let answer = try await app.send(Pass(text: "hello"))
            #expect(answer == "hello, length unknown")
            let found = try await heard(app)
            #expect(found == ["hello, remark unknown"])
        }
    }

    @Test func `an old caller and subscriber understands a new service`() async throws {
        try await stage(asker: BuiltApp<OldBuild>.self, teller: BuiltApp<NewBuild>.self) { app in
            let answer = try await app.send(Pass(text: "hello"))
            #expect(answer == "hello")
            let found = try await heard(app)
            #expect(found == ["hello"])
        }
    }

    @Test func `two of the new build tell each other everything`() async throws {
        try await stage(asker: BuiltApp<NewBuild>.self, teller: BuiltApp<NewBuild>.self) { app in
            let answer = try await app.send(Pass(text: "hello"))
            #expect(answer == "hello, length 5")
            let found = try await heard(app)
            #expect(found == ["hello, remark loud"])
        }
    }
}
