import Foundation

/// What was measured, exactly.
enum Versions {
    static let tenfold: String = {
        let root = Workspace.shared.root
        let commit = Tool.line(["git", "-C", root, "rev-parse", "--short", "HEAD"]) ?? "without git"
        let isChanged =
            (try? Tool.run(["git", "-C", root, "diff", "--quiet", "HEAD", "--", "Sources", "Examples"])) == nil
        return isChanged ? "\(commit) with changes" : commit
    }()

    /// As the package manager resolved it.
    static var hummingbird: String {
        resolved("hummingbird", in: "\(Workspace.shared.peers)/hummingbird-peer") ?? "?"
    }

    /// What Tenfold is built with: the benchmarks' own package needs none.
    static var swiftNIO: String { resolved("swift-nio", in: Workspace.shared.root) ?? "?" }

    /// The system's package.
    static var grpcGo: String {
        Tool.line(["dpkg-query", "--show", "--showformat", "${Version}\n", "golang-google-grpc-dev"]) ?? "?"
    }

    static func fastAPI(pip: String) -> String {
        let names: Set<Substring> = ["fastapi", "uvicorn", "uvloop", "httptools", "pydantic"]
        let list = (try? Tool.run([pip, "list", "--format", "freeze", "--disable-pip-version-check"])) ?? ""
        let pairs = list.split(separator: "\n").map { $0.split(separator: "=") }.filter { names.contains($0[0]) }
        let fastAPI = pairs.first { $0[0] == "fastapi" }.map { "\($0.last ?? "")" } ?? "?"
        let rest = pairs.filter { $0[0] != "fastapi" }.map { "\($0[0]) \($0.last ?? "")" }.joined(separator: ", ")
        return "\(fastAPI) (\(rest))"
    }

    /// The tools.
    static var tools: [(name: String, version: String)] {
        [
            ("Swift", Tool.line(["swift", "--version"]) ?? "?"), ("SwiftNIO", swiftNIO),
            ("SQLite", sqlite), ("wrk", wrk),
            ("valgrind", Tool.line(["valgrind", "--version"]) ?? "?"),
            ("strace", Tool.line(["strace", "--version"]) ?? "?"),
            ("C compiler", Tool.line(["cc", "--version"]) ?? "?"),
        ]
    }

    /// wrk tells its version, then exits with 1.
    private static var wrk: String {
        let file = (try? Workspace.shared.newFile("version")) ?? "/dev/null"
        guard let process = try? ChildProcess(["wrk", "--version"], output: file) else { return "?" }
        process.wait()
        return process.text.split(separator: "\n").first.map { String($0.prefix { $0 != "[" }) } ?? "?"
    }

    private static var sqlite: String {
        let header = (try? String(contentsOfFile: "/usr/include/sqlite3.h", encoding: .utf8)) ?? ""
        let line = header.split(separator: "\n").first { $0.hasPrefix("#define SQLITE_VERSION ") }
        return line?.split(separator: "\"").last.map(String.init) ?? "?"
    }

    private static func resolved(_ package: String, in folder: String) -> String? {
        struct State: Decodable {
            struct Object: Decodable { var dependencies: [Dependency] }
            struct Dependency: Decodable { var packageRef: Reference, state: Checkout }
            struct Reference: Decodable { var identity: String }
            struct Checkout: Decodable { var checkoutState: Version? }
            struct Version: Decodable { var version: String? }
            var object: Object
        }
        guard let data = FileManager.default.contents(atPath: "\(folder)/.build/workspace-state.json"),
            let state = try? JSONDecoder().decode(State.self, from: data)
        else { return nil }
        return state.object.dependencies.first { $0.packageRef.identity == package }?.state.checkoutState?.version
    }
}
