import Crypto
import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct PasswordTests {
    private let hasher = ScryptPasswordHasher(parameters: .forTests, lanes: 2, waiting: 100)

    /// RFC 7914, section 12. Its last vector needs 1 GiB, which the bounds refuse.
    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 10, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func `the vectors of RFC 7914`(
        password: String, salt: String, logRounds: Int, blockSize: Int, parallelism: Int, expected: String
    ) throws {
        let parameters = try #require(
            ScryptParameters(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism))
        let stored = try StoredPassword(
            hashing: password, salt: Array(salt.utf8), parameters: parameters, hashBytes: 64)
        let hex = stored.hash.withUnsafeBytes { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
        #expect(hex == expected)
    }

    @Test func `a right password is right and a wrong one is wrong`() async throws {
        let hash = try await hasher.hash(Secret("correct horse"))
        #expect(try await hasher.verify(Secret("correct horse"), against: hash))
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            #expect(try await !hasher.verify(Secret(wrong), against: hash))
        }
    }

    @Test func `an empty password can be hashed`() async throws {
        #expect(try await hasher.verify(Secret(""), against: hasher.hash(Secret(""))))
    }

    @Test func `the same password has another hash each time`() async throws {
        #expect(try await hasher.hash(Secret("same")) != hasher.hash(Secret("same")))
    }

    @Test func `a hash describes itself, in PHC form`() async throws {
        let hash = try await hasher.hash(Secret("x"))
        let parts = hash.split(separator: "$")
        #expect(parts.prefix(2) == ["scrypt", "ln=4,r=1,p=1"])
        #expect(parts.map(\.count).suffix(2) == [22, 43])
        #expect(StoredPassword(hash)?.text == hash)
        #expect(!hash.contains("=" + "$"))
    }

    @Test func `a hash made with other parameters stays valid`() async throws {
        let parameters = try #require(ScryptParameters(logRounds: 6, blockSize: 2, parallelism: 3))
        let hash = try await ScryptPasswordHasher(parameters: parameters, lanes: 1).hash(Secret("x"))
        #expect(try await hasher.verify(Secret("x"), against: hash))
    }

    @Test func `the default takes 32 MiB`() async throws {
        let hash = try await ScryptPasswordHasher(lanes: 1).hash(Secret("x"))
        #expect(hash.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(try await hasher.verify(Secret("x"), against: hash))
    }

    @Test func `no account is false, and takes a place like any other`() async throws {
        #expect(try await !hasher.verify(Secret("x"), against: nil))
        let lanes = HashingLanes(lanes: 1, lineLimit: 0)
        let gate = Gate()
        let begun = Count()
        let busy = Task {
            try await lanes.run {
                begun.up()
                gate.pass()
            }
        }
        try await waitUntil("the lane is at work") { begun.value == 1 }
        let full = ScryptPasswordHasher(parameters: .forTests, lanes: lanes)
        let fault = await #expect(throws: Fault.self) { try await full.verify(Secret("x"), against: nil) }
        #expect(fault?.code == .unavailable)
        gate.open()
        try await busy.value
    }

    @Test func `a password may have 1,024 bytes and no more`() async throws {
        let longest = String(repeating: "é", count: 512)
        #expect(try await hasher.verify(Secret(longest), against: hasher.hash(Secret(longest))))
        let refusal = await #expect(throws: Refusal.self) { try await hasher.hash(Secret(longest + "x")) }
        #expect(refusal?.kind == .invalid)
        #expect(refusal?.errors.map(\.field) == ["password"])
        #expect(try await !hasher.verify(Secret(longest + "x"), against: hasher.hash(Secret(longest))))
    }

    @Test(arguments: [
        "", "plain", "$scrypt$", "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=17,r=8,p=2$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=17,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=9223372036854775807,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=1,p=9223372036854775807$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=-4,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$r=1,ln=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=1,p=1$$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
        "$scrypt$ln=4,r=1,p=1$A!AAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + String(repeating: "A", count: 1000),
    ])
    func `a stored text that is no hash, or too dear, is a fault and does no work`(text: String) async {
        let fault = await #expect(throws: Fault.self) { try await hasher.verify(Secret("x"), against: text) }
        #expect(fault?.code == .unexpectedRow)
        #expect(text.isEmpty || fault.map { !"\($0)".contains(text) } == true)
    }

    @Test func `all parameters within the bounds can be computed`() throws {
        for blockSize in 1...16 {
            for parallelism in [1, 2, 64] {
                let parameters = try #require(
                    ScryptParameters(logRounds: 1, blockSize: blockSize, parallelism: parallelism))
                #expect(throws: Never.self) { try StoredPassword(hashing: "x", salt: [1], parameters: parameters) }
            }
        }
    }
}
