import Foundation

/// A virtual environment with what a peer's `requirements.txt` names, beside the benchmarks' build products and kept
/// between runs.
struct PythonEnvironment {
    let bin: String

    init(_ peer: String) throws {
        let folder = "\(Workspace.shared.benchmarks)/.build/\(peer)-venv"
        bin = "\(folder)/bin"
        if !FileManager.default.isExecutableFile(atPath: "\(bin)/pip") {
            try Tool.run(["python3", "-m", "venv", "--clear", folder])
        }
        let requirements = "\(Workspace.shared.peers)/\(peer)/requirements.txt"
        try Tool.run(["\(bin)/pip", "install", "--quiet", "--requirement", requirements])
    }
}
