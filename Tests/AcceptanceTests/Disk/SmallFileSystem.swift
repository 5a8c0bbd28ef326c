import Foundation
import TenfoldTesting

/// A small tmpfs in a mount namespace of its own, which a child process keeps alive. Nobody else sees it, and it
/// is gone with the child; no privilege is needed where users may make namespaces.
final class SmallFileSystem: FaultyDisk {
    static let isPossible = exitCode(of: "/usr/bin/unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]) == 0
    /// Much more than the longest test writes: what is left is filled up.
    private static let bytes = 192 << 20

    let data: String
    let visibleData: String
    let executable: String
    let environment: [String: String] = [:]
    let refusals = Refusals()
    private let filler: String
    private let folder: TestFolder
    private let holder: ChildProcess

    init() async throws {
        folder = try TestFolder()
        let mount = folder.path + "/disk"
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: false)
        holder = try ChildProcess(
            "/usr/bin/unshare",
            [
                "-rm", "sh", "-c",
                "mount -t tmpfs -o size=\(Self.bytes) none \(mount) && echo mounted "
                    + "&& exec tail --pid=\(getpid()) -f /dev/null",
            ])
        data = mount + "/data"
        executable = folder.path + "/shop"
        // The test enters through the child's root, whose processes are its own.
        visibleData = "/proc/\(holder.id)/root" + data
        filler = "/proc/\(holder.id)/root\(mount)/filler"
        try Data(
            """
            #!/bin/sh
            exec nsenter --target \(holder.id) --user --mount --preserve-credentials '\(ShopExecutable.path)' "$@"
            """.utf8
        ).write(to: URL(filePath: executable))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable)
        let holder = holder
        try await eventually("the file system is mounted") { holder.output.contains("mounted") }
    }

    func fill() throws {
        refusals.isFaulty = true
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(descriptor) }
        for size in [1 << 20, 4096, 1] {
            let chunk = [UInt8](repeating: 0, count: size)
            while write(descriptor, chunk, size) > 0 {}
        }
        guard errno == ENOSPC else { throw CocoaError(.fileWriteUnknown) }
    }

    func free() throws {
        try FileManager.default.removeItem(atPath: filler)
        refusals.isFaulty = false
    }
}
