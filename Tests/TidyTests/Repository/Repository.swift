import Foundation
import Glibc

/// The checkout that these tests were built from.
struct Repository {
    let root: URL
    /// Every file that is committed or would be (not ignored), relative to the root, sorted.
    let paths: [String]
    /// Those git tracks; empty outside of a git checkout.
    let tracked: [String]
    let swiftFiles: [SourceFile]

    static let current = Repository(
        root: URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent())

    init(root: URL) {
        self.root = root
        let tracked = Self.git(["ls-files", "-z", "--cached"], in: root) ?? []
        let others = Self.git(["ls-files", "-z", "--others", "--exclude-standard"], in: root) ?? []
        let named = tracked.isEmpty ? Self.walk(root) : tracked + others
        self.tracked = tracked
        paths = named.filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }.sorted()
        swiftFiles = paths.filter { $0.hasSuffix(".swift") }.compactMap { path in
            (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map {
                SourceFile(path: path, text: $0)
            }
        }
    }

    /// The file's text, or nil where it is missing or not text.
    func text(_ path: String) -> String? {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
        return text.utf8.contains(0) ? nil : text
    }

    /// By `popen`: Foundation's `Process` was seen to crash in `run` beside tests that open and start much.
    private static func git(_ arguments: [String], in root: URL) -> [String]? {
        let words = (["git", "-C", root.path] + arguments).map {
            "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        guard let pipe = popen(words.joined(separator: " ") + " 2>/dev/null", "re") else { return nil }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, pipe)
            guard count > 0 else { break }
            output += piece[..<count]
        }
        guard pclose(pipe) == 0 else { return nil }
        return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// For a source archive without git: everything but build products and hidden folders' insides.
    private static func walk(_ root: URL) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: root.path) else { return [] }
        return names.compactMap { $0 as? String }.filter { path in
            let parts = path.split(separator: "/")
            let isFolder = (try? root.appending(path: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory
            return isFolder != true && !parts.contains { $0.hasPrefix(".build") || $0 == ".git" || $0 == ".swiftpm" }
        }
    }
}
