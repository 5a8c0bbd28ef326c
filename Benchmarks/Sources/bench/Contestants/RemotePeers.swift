import Foundation

/// Who makes remote calls.
struct RemotePeers {
    let builder: Builder

    /// Two services of an app.
    func tenfold() throws -> RemoteContestant {
        let program = try builder.own("remote-calls")
        return RemoteContestant(
            name: "Tenfold", version: Versions.tenfold,
            serve: { [program, "serve", "\($0)", try Workspace.shared.newFolder("callee")] },
            call: { [program, "call"] + $0.words + [try Workspace.shared.newFolder("caller")] })
    }

    /// One program has both, as they are deployed: gRPC-Go of the system's packages, and the standard library.
    func go() throws -> [RemoteContestant] {
        let program = try goProgram()
        let goVersion = try Tool.run(["go", "version"]).split(separator: " ").dropFirst(2).first ?? "?"
        return [("gRPC-Go", "grpc", Versions.grpcGo), ("Go net/http", "http", "\(goVersion)")].map {
            name, kind, version in
            RemoteContestant(
                name: name, version: version, serve: { [program, "serve", kind, "\($0)"] },
                call: { [program, "call", kind] + $0.words })
        }
    }

    /// Built from a copy, beside which the code of its messages is generated.
    private func goProgram() throws -> String {
        let folder = try Workspace.shared.newFolder("remote-calls")
        try Tool.run(["cp", "-r", "\(Workspace.shared.peers)/remote-calls/.", folder])
        try Tool.run(["protoc", "--go_out=plugins=grpc:.", "echo.proto"], folder: folder)
        // Debian's packages of Go are a GOPATH.
        try Tool.run(
            ["go", "build", "-o", "remote-calls", "."],
            environment: ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOTOOLCHAIN": "local"],
            folder: folder)
        return "\(folder)/remote-calls"
    }
}
