import FoundationEssentials
import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

/// The cases of nst/JSONTestSuite.
enum JSONTestSuite {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let folder = String(#filePath.dropLast("JSONTestSuiteTests.swift".count)) + "JSONTestSuite/test_parsing/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder + name).map { Case(name: name, bytes: Array($0)) }
        }
    }()
}

@Suite("JSONTestSuite")
struct JSONTestSuiteTests {
    /// Cases that may go either way, and go this one: whole numbers that only a double holds, rounded, and depth 500.
    static let accepted: Set<String> = [
        "i_number_too_big_neg_int.json",
        "i_number_too_big_pos_int.json", "i_number_very_big_negative_int.json", "i_structure_500_nested_arrays.json",
    ]
    /// Right by RFC 8259, which leaves keys that are there twice to the reader; refused here.
    static let refused: Set<String> = [
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
    ]

    @Test func `the cases are here`() { #expect(JSONTestSuite.cases.count == 318) }

    @Test(arguments: JSONTestSuite.cases)
    func parsing(test: JSONTestSuite.Case) {
        let value = try? StreamingJSONCoder().decode(JSONValue.self, from: ByteBuffer(bytes: test.bytes))
        let isExpected =
            test.name.hasPrefix("y_") && !Self.refused.contains(test.name) || Self.accepted.contains(test.name)
        #expect((value != nil) == isExpected)
    }
}
