import FoundationEssentials
import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

@Suite("JSON of random values")
struct JSONMutationTests {
    /// What a fuzzer runs: bytes that decode decode again to the same, once encoded.
    @Test func `accepted bytes come back the same, and Foundation agrees`() throws {
        let cases = JSONTestSuite.cases.filter { $0.bytes.count < 500 }
        var dice = SeededRandom(seed: 1)
        var accepted = 0
        for round in 0..<6000 {
            guard let seed = cases.randomElement(using: &dice), let other = cases.randomElement(using: &dice) else {
                break
            }
            let bytes = Self.mutated(seed.bytes, with: other.bytes, &dice)
            guard let outcome = try JSONFuzzing.run(bytes) else { continue }
            accepted += 1
            let found = try? FoundationJSONCoder().decode(JSONValue.self, from: ByteBuffer(bytes: bytes))
            #expect(found == outcome, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
        }
        // Otherwise nothing is compared.
        #expect(accepted > 500)
    }

    private static func mutated(_ bytes: [UInt8], with other: [UInt8], _ dice: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &dice) {
            let at = Int.random(in: 0...bytes.count, using: &dice)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &dice)
            case 1 where at < bytes.count: bytes.remove(at: at)
            case 2: bytes.insert(Array("{}[],:\"\\0e.-1 tu".utf8).randomElement(using: &dice) ?? 0, at: at)
            case 3: bytes.insert(contentsOf: other.prefix(40), at: at)
            default: bytes.removeLast(bytes.count - at)
            }
        }
        return bytes
    }

    @Test(arguments: CoderUnderTest.allCases) func `random values come back the same from both`(
        coder: CoderUnderTest
    ) throws {
        var dice = SeededRandom(seed: 2)
        for _ in 0..<150 {
            let value = Self.randomValue(depth: 4, &dice)
            let json = try coder.encode(value)
            for reader in CoderUnderTest.allCases {
                let read = try reader.decode(JSONValue.self, json)
                #expect(read == value, "\(reader) read \(json)")
            }
        }
    }

    private static func randomValue(depth: Int, _ dice: inout SeededRandom) -> JSONValue {
        let count = Int.random(in: 0...6, using: &dice)
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &dice) {
        case 0: return .null
        case 1: return .flag(Bool.random(using: &dice))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &dice) >> Int64.random(in: 0..<64, using: &dice))
        case 3: return .unsigned(UInt64.random(in: (1 << 63)...(.max), using: &dice))
        case 4: return .number(randomDouble(&dice))
        case 5: return .text(randomText(&dice))
        case 6: return .list((0..<count).map { _ in randomValue(depth: depth - 1, &dice) })
        default:
            return .object(
                (0..<count).reduce(into: [:]) { members, _ in
                    members[randomText(&dice)] = randomValue(depth: depth - 1, &dice)
                })
        }
    }

    /// Not whole, for whole ones read back as integers.
    private static func randomDouble(_ dice: inout SeededRandom) -> Double {
        while true {
            let number = Double(bitPattern: UInt64.random(in: .min ... .max, using: &dice))
            if number.isFinite, number.magnitude < 1, number != 0 { return number }
        }
    }

    private static func randomText(_ dice: inout SeededRandom) -> String {
        let limits: [UInt32] = [0x7f, 0x7f, 0x800, 0x10ffff]
        let scalars = (0..<Int.random(in: 0...20, using: &dice)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0...(limits.randomElement(using: &dice) ?? 0x7f), using: &dice))
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    private func expectExact<Number: BinaryFloatingPoint & LosslessStringConvertible & Decodable>(
        _ type: Number.Type, _ text: String
    ) throws {
        let exact = try #require(Number(text))
        let read = try? StreamingJSONCoder().decode(type, from: ByteBuffer(string: text))
        let isZero = !text.prefix { $0 != "e" }.contains { ("1"..."9").contains($0) }
        #expect(exact.isFinite && (exact != 0 || isZero) ? read == exact : read == nil, "\(type) \(text)")
    }

    @Test func `doubles and floats are read to the last bit`() throws {
        var dice = SeededRandom(seed: 3)
        for _ in 0..<2000 {
            let digits = String(
                UInt64.random(in: .min ... .max, using: &dice) >> UInt64.random(in: 0..<64, using: &dice))
            let text =
                [
                    digits, "-\(digits).\(digits.prefix(9))", "0.\(digits)",
                    "\(digits)e\(Int.random(in: -330...300, using: &dice))",
                    "\(digits)e-\(digits.count)",
                ].randomElement(using: &dice) ?? "0"
            try expectExact(Double.self, text)
            try expectExact(Float.self, text)
        }
    }
}
