import FoundationEssentials
import TenfoldCore
import TenfoldRuntime
import Testing

@Suite struct StageSecretTests {
    private static let secret = "correct horse battery staple"

    @Test func `a secret comes from the environment, the layer above the file`() throws {
        let text = StageFixture.small("services:", "    secret: not the one that wins\n    services:")
        let stage = try StageFixture.chosen(text, environment: ["TENFOLD_SECRET": Self.secret])
        #expect(stage?.secret?.exposed == Self.secret)
    }

    @Test func `a secret comes from a file, without its last line break`() throws {
        try withFile(Self.secret + "\n") { path in
            let stage = try StageFixture.chosen(StageFixture.small, environment: ["TENFOLD_SECRET_FILE": path])
            #expect(stage?.secret?.exposed == Self.secret)
        }
    }

    @Test func `a secret's file that is missing is told by its path`() {
        let faults = StageFixture.faults {
            _ = try StageFixture.chosen(StageFixture.small, environment: ["TENFOLD_SECRET_FILE": "nowhere.secret"])
        }
        #expect(faults == ["TENFOLD_SECRET_FILE: the secret's file \"nowhere.secret\" does not exist"])
    }

    @Test func `a secret's file is not opened where no secret is needed`() throws {
        var request = StageFixture.request(environment: ["TENFOLD_SECRET_FILE": "nowhere.secret"])
        request.readsSecretFile = false
        let bytes = Array(StageFixture.small.utf8)
        let stages = try StageFile.stages(in: bytes, path: "tenfold.yaml", request, chosen: "small")
        #expect(stages.first?.secret == nil)
    }

    @Test func `a secret and a file with another contradict each other`() {
        let faults = StageFixture.faults {
            _ = try StageFixture.chosen(
                StageFixture.small, environment: ["TENFOLD_SECRET": Self.secret, "TENFOLD_SECRET_FILE": "x"])
        }
        #expect(faults == ["TENFOLD_SECRET_FILE: both \"secret\" and \"secret-file\" are given; keep one"])
    }

    @Test func `no fault and no description shows a secret`() throws {
        let short = StageFixture.faults(in: StageFixture.small("services:", "    secret: hush\n    services:"))
        #expect(short == ["tenfold.yaml:4:13: secret: expected a secret of 16 to 1024 bytes, came one of 4"])
        let broken = StageFixture.faults(in: "secret: \"hush hush\n" + StageFixture.small)
        #expect(!broken.isEmpty)
        #expect(!broken.joined().contains("hush"))
        let text = StageFixture.small("admin-port", "        admin-port: 9110\n        settings: { email.smtp: hush }")
        let stage = try StageFixture.chosen(text, environment: ["TENFOLD_SECRET": "hush hush hush hush"])
        #expect(stage?.secret != nil)
        #expect(!String(reflecting: stage).contains("hush"))
    }

    private func withFile(_ text: String, _ work: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/tenfold-secret-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try work(path)
    }
}
