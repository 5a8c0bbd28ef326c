import Crypto
import FoundationEssentials
import Glibc
import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct SigningKeysTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tenfold-keys-\(UUID().uuidString)")
        .path

    private func inFolder(_ body: () async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body()
    }

    private func write(_ bytes: [UInt8], mode: Int = 0o600, to name: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/keys", withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: "\(folder)/keys/\(name)"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder)/keys/\(name)")
    }

    private func mode(of path: String) throws -> Int {
        var info = stat()
        try #require(stat(path, &info) == 0)
        return Int(info.st_mode & 0o777)
    }

    @Test func `the first start makes a key that only its owner can read`() async throws {
        try await inFolder {
            let keys = try SigningKeys.load(dataFolder: folder)
            #expect(keys.all.count == 1)
            #expect(keys.signing.secret.bitCount == 256)
            #expect(try mode(of: folder + "/keys/token.key") == 0o600)
            #expect(try mode(of: folder + "/keys") == 0o700)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/keys") == ["token.key"])
        }
    }

    @Test func `the next start finds the same key`() async throws {
        try await inFolder {
            let first = try SigningKeys.load(dataFolder: folder)
            let second = try SigningKeys.load(dataFolder: folder)
            #expect(first.signing.secret == second.signing.secret)
            #expect(first.derivedKey(label: "a") == second.derivedKey(label: "a"))
        }
    }

    @Test func `starts at the same time agree on one key`() async throws {
        for _ in 0..<20 {
            try await inFolder {
                let secrets = try await withThrowingTaskGroup(of: SymmetricKey.self) { group in
                    for _ in 0..<16 {
                        group.addTask { [folder] in try SigningKeys.load(dataFolder: folder).signing.secret }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(secrets.count == 16)
                #expect(secrets.allSatisfy { $0 == secrets[0] })
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/keys") == ["token.key"])
            }
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o610]) func `a key that others can use stops the start`(mode: Int)
        async throws
    {
        try await inFolder {
            try write([UInt8](repeating: 1, count: 32), mode: mode, to: "token.key")
            let fault = #expect(throws: Fault.self) { try SigningKeys.load(dataFolder: folder) }
            #expect(fault?.code == .signingKeyUnusable)
            #expect(fault?.detail.contains("chmod 600") == true)
        }
    }

    @Test(arguments: [0, 1, 31, 33, 4096]) func `a key of a wrong length stops the start, and is left as it is`(
        count: Int
    ) async throws {
        try await inFolder {
            try write([UInt8](repeating: 1, count: count), to: "token.key")
            let fault = #expect(throws: Fault.self) { try SigningKeys.load(dataFolder: folder) }
            #expect(fault?.code == .signingKeyUnusable)
            #expect(fault?.detail.contains("must hold 32 bytes and holds \(count)") == true)
            #expect(try Data(contentsOf: URL(filePath: folder + "/keys/token.key")).count == count)
        }
    }

    @Test func `what a killed start left behind does no harm`() async throws {
        try await inFolder {
            try write([1, 2, 3], to: "token.key.123-456.draft")
            #expect(try SigningKeys.load(dataFolder: folder).all.count == 1)
        }
    }

    @Test func `a folder in place of the key stops the start`() async throws {
        try await inFolder {
            try FileManager.default.createDirectory(
                atPath: folder + "/keys/token.key", withIntermediateDirectories: true)
            let fault = #expect(throws: Fault.self) { try SigningKeys.load(dataFolder: folder) }
            #expect(fault?.code == .signingKeyUnusable)
        }
    }

    @Test func `a data folder that is a file stops the start`() async throws {
        try await inFolder {
            try Data([1]).write(to: URL(filePath: folder + "/plain"))
            let fault = #expect(throws: Fault.self) { try SigningKeys.load(dataFolder: folder + "/plain") }
            #expect(fault?.code == .signingKeyUnusable)
        }
    }

    @Test func `the last name signs, all verify, and the root still derives`() async throws {
        try await inFolder {
            let before = try SigningKeys.load(dataFolder: folder)
            try write([UInt8](repeating: 2, count: 32), to: "token-2026-08-01.key")
            try write([UInt8](repeating: 1, count: 32), to: "token-2025-12-31.key")
            let after = try SigningKeys.load(dataFolder: folder)
            #expect(after.all.map(\.id) == ["0", "2025-12-31", "2026-08-01"])
            #expect(after.signing.secret == SymmetricKey(data: [UInt8](repeating: 2, count: 32)))
            #expect(after.derivedKey(label: "x") == before.derivedKey(label: "x"))
        }
    }

    @Test(arguments: ["token-0.key", "token-.key", "token-a b.key"]) func `a name that is no key id stops the start`(
        name: String
    ) async throws {
        try await inFolder {
            try write([UInt8](repeating: 1, count: 32), to: name)
            #expect(throws: Fault.self) { try SigningKeys.load(dataFolder: folder) }
        }
    }

    @Test func `each label has its own secret, none of them the key`() {
        let keys = SigningKeys.random()
        #expect(keys.derivedKey(label: "a") != keys.derivedKey(label: "b"))
        #expect(keys.derivedKey(label: "a") != keys.signing.secret)
        #expect(keys.derivedKey(label: "a").bitCount == 256)
    }
}
