import Foundation
import TenfoldTesting
import Testing

/// The command, with Shop's own contract file.
@Suite struct ContractsTests {
    private let committed = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Examples/Shop/contracts.json").standardizedFileURL

    private func contracts(_ arguments: String...) async throws -> ProcessExit {
        try await ChildProcess("shop", ["contracts"] + arguments).waitForExit()
    }

    /// Compares with Shop's file after one text in it was replaced.
    private func compare(replacing text: String, with other: String) async throws -> ProcessExit {
        let folder = try TestFolder()
        let contract = try String(contentsOf: committed, encoding: .utf8)
        #expect(contract.contains(text))
        let file = URL(filePath: folder.path + "/contracts.json")
        try Data(contract.replacing(text, with: other).utf8).write(to: file)
        return try await contracts("--against", file.path)
    }

    @Test func `the file that is committed is what the command prints`() async throws {
        let printed = try await contracts()
        #expect(printed.code == 0)
        let file = try String(contentsOf: committed, encoding: .utf8)
        #expect(printed.output == file)
    }

    @Test func `nothing breaks the file that is committed`() async throws {
        let exit = try await contracts("--exact", "--against", committed.path)
        #expect(exit.code == 0, "\(exit.output)")
        #expect(exit.output.contains("no breaking changes, no notes"), "\(exit.output)")
    }

    @Test func `a message that is gone ends with 1 and all findings`() async throws {
        let exit = try await compare(replacing: #""name": "accounts.Find""#, with: #""name": "accounts.Seek""#)
        #expect(exit.code == 1)
        for part in ["breaking: accounts.Seek", "(message-removed)", "note: accounts.Find", "why:", "do:"] {
            #expect(exit.output.contains(part), "\(exit.output)")
        }
    }

    @Test func `an older file that lacks a message ends with 0 and a note, but not with exact`() async throws {
        let folder = try TestFolder()
        let old = folder.path + "/old.json"
        try Data(#"{"formatVersion": 1, "app": "shop", "messages": []}"#.utf8).write(to: URL(filePath: old))
        let exit = try await contracts("--against", old)
        #expect(exit.code == 0, "\(exit.output)")
        #expect(exit.output.contains("(message-added)"), "\(exit.output)")
        #expect(try await contracts("--exact", "--against", old).code == 1)
    }

    @Test func `with both options the file is written only when nothing breaks`() async throws {
        let folder = try TestFolder()
        let output = folder.path + "/new.json"
        #expect(try await contracts("--against", committed.path, "--output", output).code == 0)
        #expect(FileManager.default.contents(atPath: output) == FileManager.default.contents(atPath: committed.path))

        let old = folder.path + "/old.json"
        let other = folder.path + "/other.json"
        try Data(#"{"formatVersion": 1, "app": "stall", "messages": []}"#.utf8).write(to: URL(filePath: old))
        #expect(try await contracts("--against", old, "--output", other).code == 1)
        #expect(!FileManager.default.fileExists(atPath: other))
    }

    @Test func `a file that cannot be compared with ends with 2 and a sentence`() async throws {
        let missing = try await contracts("--against", "nowhere.json")
        #expect(missing.code == 2)
        #expect(missing.output.contains("nowhere.json"), "\(missing.output)")
        let broken = try await compare(replacing: #""formatVersion": 1"#, with: #""formatVersion": 99"#)
        #expect(broken.code == 2)
        #expect(broken.output.contains("version 99"), "\(broken.output)")
    }
}
