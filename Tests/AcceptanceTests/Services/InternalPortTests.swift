import Foundation
import TenfoldTesting
import Testing

/// The internal port as any HTTP tool sees it: the Connect protocol's unary form.
@Suite(.serialized, .timeLimit(.minutes(2))) struct InternalPortTests {
    private func withApp(_ body: (_ port: Int) async throws -> Void) async throws {
        let (app, port) = try await WireApp.start()
        do {
            try await body(port)
        } catch {
            await app.stop()
            throw error
        }
        await app.stop()
    }

    private func curl(_ port: Int, _ path: String, _ arguments: String...) async throws -> String {
        guard let curl = Tool.curl.path else { throw NoAnswer("no curl") }
        let secret = ["-H", "Authorization: Bearer \(WireApp.secret)"]
        let process = try ChildProcess(
            curl, ["-q", "-sS", "-i", "--max-time", "30"] + secret + arguments + ["http://127.0.0.1:\(port)\(path)"])
        let exit = try await process.waitForExit(within: .seconds(60))
        #expect(exit.code == 0, "\(exit.output)")
        return exit.output
    }

    @Test(.enabled(if: Tool.curl.isThere, "\(Tool.missing)")) func `curl calls a module`() async throws {
        try await withApp { port in
            let json = ["-H", "Content-Type: application/json"]
            let answer = try await curl(
                port, "/lab.depot/Look", json[0], json[1], "-d", #"{"text": "Zoë", "count": 2}"#, "-H",
                "Connect-Timeout-Ms: 5000", "-H", "X-Request-Id: mine")
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
            #expect(
                answer.contains("content-type: application/json") || answer.contains("Content-Type: application/json"))
            #expect(answer.contains(#""text":"Zoë""#) && answer.contains(#""requestID":"mine""#), "\(answer)")
            #expect(answer.contains(#""secondsLeft":4."#), "\(answer)")

            let query = "message=%7B%22text%22%3A%22a%22%2C%22count%22%3A2%7D"
            #expect(try await curl(port, "/lab.depot/Look?encoding=json&\(query)").contains(#""text":"a""#))
            let base64 = "eyJ0ZXh0IjoiYiIsImNvdW50IjoyfQ"
            let encoded = try await curl(port, "/lab.depot/Look?encoding=json&base64=1&message=\(base64)&connect=v1")
            #expect(encoded.contains(#""text":"b""#), "\(encoded)")
            #expect(try await curl(port, "/lab.depot/Put?encoding=json&message=%7B%7D").hasPrefix("HTTP/1.1 405 "))
            #expect(try await curl(port, "/lab.depot/Look", "-d", "{}").hasPrefix("HTTP/1.1 400 "))
            #expect(try await curl(port, "/lab.depot/Nothing", json[0], json[1], "-d", "{}").hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test(.enabled(if: Tool.python.isThere, "\(Tool.missing)"))
    func `Python's standard library calls a module`() async throws {
        try await withApp { port in
            let exit = try await Tool.python.run(try #require(client("connect_client.py")), "\(port)", WireApp.secret)
            #expect(exit.code == 0, "\(exit.output)")
            #expect(exit.output.contains("checks passed"), "\(exit.output)")
        }
    }

    @Test func `strangers are refused whatever they ask`() async throws {
        try await withApp { port in
            let stranger = APIClient(port: port)
            for token in [nil, "", "wrong", WireApp.secret + "x", String(WireApp.secret.dropLast())] {
                let answer = try await stranger.with(token: token).post(
                    "/lab.depot/Put", ["name": "theirs"], key: "k")
                #expect(answer.status == 401, "\(answer)")
                #expect(answer.json["code"] == "unauthenticated")
                #expect(!answer.text.contains(WireApp.secret))
            }
            let friend = stranger.with(token: WireApp.secret)
            #expect(try await friend.post("/lab.depot/Put", ["name": "ours"], key: "k").json["number"] == 1)
        }
    }

    @Test func `a retry gets the first reply and the first refusal`() async throws {
        try await withApp { port in
            let caller = APIClient(port: port, token: WireApp.secret)
            let first = try await caller.post("/lab.depot/Put", ["name": "a"], key: "one")
            let again = try await caller.post("/lab.depot/Put", ["name": "a"], key: "one")
            #expect(first.json["number"] == 1 && again.json == first.json)
            #expect(try await caller.post("/lab.depot/Put", ["name": "a"], key: "two").json["number"] == 2)
            let other = try await caller.post("/lab.depot/Put", ["name": "b"], key: "one")
            #expect(other.status == 400 && other.json["code"] == "invalid_argument", "\(other)")
            let refused = try await caller.post("/lab.depot/Put", ["name": "refused"], key: "three")
            #expect(refused.json["code"] == "failed_precondition" && refused.json["message"] == "The depot is full.")
            #expect(try await caller.post("/lab.depot/Put", ["name": "refused"], key: "three").json == refused.json)
        }
    }

    @Test func `a deadline ends the work on this side too`() async throws {
        try await withApp { port in
            let caller = APIClient(port: port, token: WireApp.secret)
            let late = try await caller.post(
                "/lab.depot/Put", ["name": "late"], key: "late", fields: ["Connect-Timeout-Ms": "0"])
            #expect(late.status == 504 && late.json["code"] == "deadline_exceeded", "\(late)")
            #expect(try await caller.post("/lab.depot/Put", ["name": "next"], key: "next").json["number"] == 1)
            let odd = try await caller.post(
                "/lab.depot/Put", ["name": "odd"], key: "odd", fields: ["Connect-Timeout-Ms": "soon"])
            #expect(odd.status == 400, "\(odd)")
        }
    }

    private func client(_ name: String) -> String? {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Conformance/Clients/\(name)")
        return FileManager.default.fileExists(atPath: path.path) ? path.standardized.path : nil
    }
}
