import Foundation

/// Builds executables in release, each once.
final class Builder {
    static let flags = ["-c", "release", "--static-swift-stdlib"]
    private var built: [String: String] = [:]

    /// An executable of the benchmarks' package.
    func benchmark(_ product: String) throws -> String {
        try build(product, in: Workspace.shared.benchmarks)
    }

    /// An executable of Tenfold's package: an example, or one of its probes. `make build` has compiled what is under them.
    func own(_ product: String) throws -> String {
        let manifest = (try? String(contentsOfFile: "\(Workspace.shared.root)/Package.swift", encoding: .utf8)) ?? ""
        guard manifest.contains("\"\(product)\"") else { throw Failure("the package has no executable `\(product)`") }
        return try build(product, in: Workspace.shared.root)
    }

    /// A peer's executable, a Swift package of its own.
    func peer(_ product: String, folder: String) throws -> String {
        try build(product, in: "\(Workspace.shared.peers)/\(folder)")
    }

    private func build(_ product: String, in package: String) throws -> String {
        let path = "\(package)/.build/release/\(product)"
        if let ready = built[path] { return ready }
        Console.step("building \(product)")
        let started = Clock.seconds
        try Tool.run(["swift", "build"] + Self.flags + ["--package-path", package, "--product", product])
        Console.step("built \(product) in \(Figure.whole(Clock.seconds - started)) s")
        built[path] = path
        return path
    }
}
