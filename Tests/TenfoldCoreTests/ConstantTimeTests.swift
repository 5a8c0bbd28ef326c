import TenfoldCore
import Testing

@Suite struct ConstantTimeTests {
    private let secret = Array("a secret that is long enough".utf8)

    @Test func `the same bytes are equal in any collection`() {
        #expect(ConstantTime.areEqual(secret, secret))
        #expect(ConstantTime.areEqual("a secret that is long enough".utf8, secret))
        #expect(ConstantTime.areEqual(secret.lazy.map { $0 }, secret[...]))
        #expect(ConstantTime.areEqual([UInt8](), [UInt8]()))
    }

    @Test func `one byte that differs, wherever it is, makes them unequal`() {
        for index in secret.indices {
            var other = secret
            other[index] ^= 1
            #expect(!ConstantTime.areEqual(other, secret))
        }
    }

    @Test func `the beginning of a secret is not the secret`() {
        #expect(!ConstantTime.areEqual(secret.dropLast(), secret))
        #expect(!ConstantTime.areEqual(secret + [0], secret))
        #expect(!ConstantTime.areEqual([UInt8](), secret))
    }
}
