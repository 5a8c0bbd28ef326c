import FoundationEssentials
import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

@Suite("What is no JSON is refused, with the place")
struct JSONStrictnessTests {
    private func fault(_ json: String) -> JSONSyntaxError? { fault(Array(json.utf8)) }

    private func fault(_ bytes: [UInt8], depthLimit: Int = 512) -> JSONSyntaxError? {
        do {
            _ = try StreamingJSONCoder(depthLimit: depthLimit).decode(JSONValue.self, from: ByteBuffer(bytes: bytes))
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            #expect(context.codingPath.isEmpty)
            return context.underlyingError as? JSONSyntaxError
        } catch { return nil }
    }

    @Test(arguments: [
        ("", "a value is expected, but there is nothing", 0),
        ("  ", "a value is expected, but there is nothing", 2),
        ("\u{feff}1", "a byte order mark is not allowed", 0),
        ("{", "a key in quotes or } is expected", 1),
        ("{,", "a key in quotes or } is expected", 1),
        (#"{"a":1,}"#, "a key in quotes is expected", 7),
        (#"{"a" 1}"#, ": is expected", 5),
        (#"{"a":}"#, "a value is expected", 5),
        (#"{"a":1 "b":2}"#, ", or } is expected", 7),
        ("[1,]", "a value is expected", 3),
        ("[1 2]", ", or ] is expected", 3),
        ("[1", ", or ] is expected", 2),
        ("[1}", ", or ] is expected", 2),
        ("1 2", "nothing may follow the value", 2),
        ("nul", "true, false or null is expected", 0),
        ("truE", "true, false or null is expected", 0),
        ("falsy", "true, false or null is expected", 0),
        ("True", "a value is expected", 0),
        ("01", "a number must not begin with more than one zero", 1),
        ("-", "a digit is expected", 1),
        ("+1", "a value is expected", 0),
        ("1.", "a digit is expected", 2),
        (".5", "a value is expected", 0),
        ("1e", "a digit is expected", 2),
        ("1e+", "a digit is expected", 3),
        ("NaN", "a value is expected", 0),
        ("'a'", "a value is expected", 0),
        ("\"", "the end of the string is missing", 1),
        ("\"abcdefghijkl", "the end of the string is missing", 13),
        ("\"\t\"", "control characters must be escaped", 1),
        ("\"abcdefghijk\u{0}\"", "control characters must be escaped", 12),
        (#""\x""#, #"\ must be followed by one of "\/bfnrtu"#, 1),
        (#""\"#, #"\ must be followed by one of "\/bfnrtu"#, 1),
        (#""\u12g4""#, #"\u must be followed by four hexadecimal digits"#, 5),
        (#""\ud800""#, "half of a surrogate pair is missing", 1),
        (#""a\ud800\u0041""#, "half of a surrogate pair is missing", 2),
        (#""\udc00""#, "half of a surrogate pair is missing", 1),
        ("/**/1", "a value is expected", 0),
        ("\u{a0}1", "a value is expected", 0),
    ])
    func syntax(json: String, reason: String, offset: Int) {
        #expect(fault(json)?.reason == reason)
        #expect(fault(json)?.offset == offset)
    }

    @Test func `the place is told as line and column, in characters`() {
        let error = fault("{\n  \"é\": [1,\n 😀]}")
        #expect(error?.line == 3 && error?.column == 2 && error?.offset == 15)
        #expect(error?.description == "a value is expected, at line 3, column 2 (byte 15)")
    }

    @Test(
        arguments: [
            [0x80], [0xc0, 0x80], [0xc3], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80],
            [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0xe2, 0x82, 0x20], [0xff],
        ] as [[UInt8]])
    func `broken UTF-8`(sequence: [UInt8]) {
        for padding in [0, 7, 8, 9] {
            let start = [0x22] + [UInt8](repeating: 0x61, count: padding)
            #expect(fault(start + sequence + [0x22])?.reason == "the text is not UTF-8")
            #expect(fault(start + sequence + [0x22])?.offset == start.count)
            #expect(fault(start + sequence) != nil)
        }
    }

    @Test func `what is never decoded is checked too`() {
        #expect(throws: DecodingError.self) {
            try StreamingJSONCoder().decode(Shapes.Empty.self, from: ByteBuffer(string: #"{"unknown":"\ud800"}"#))
        }
    }

    // MARK: Keys

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"":1,"":2}"#, #"{"a":{"b":1,"c":2,"b":3}}"#, #"[{"x":1,"a":{},"x":2}]"#,
        #"{"a":1,"\u0061":2}"#, #"{"\n":1,"\u000a":2}"#, #"{"é":1,"\u00e9":2}"#, #"{"é":1,"e\#u{301}":2}"#,
    ])
    func `a key that is there twice`(json: String) {
        #expect(fault(json)?.reason.contains("is given twice") == true)
    }

    @Test func `the key that is there twice is named`() {
        #expect(fault(#"{"one":1, "two":2, "one":3}"#)?.reason == #"the key "one" is given twice"#)
        #expect(fault(#"{"one":1, "two":2, "one":3}"#)?.offset == 19)
    }

    @Test func `many keys are told apart, and one of them twice is found`() {
        for count in [2, 31, 32, 33, 34, 100, 3000] {
            let keys = (0..<count).map { #""key\#($0)":0"# }
            let json = "{" + keys.joined(separator: ",")
            #expect(fault(json + "}") == nil)
            let doubled = json + #","key\#(count / 2)":1}"#
            #expect(fault(doubled)?.offset == json.utf8.count + 1, "\(count)")
            #expect(fault(json + #","a":{"a":1,"b":{}},"b":{"a":1}}"#) == nil)
            #expect(fault(json + #","\u006bey1":1}"#) != nil)
        }
    }

    // MARK: Depth

    @Test func `nesting is limited`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(fault(nested(512)) == nil)
        #expect(fault(nested(513))?.offset == 512)
        #expect(fault(nested(3), depthLimit: 3) == nil)
        #expect(
            fault(nested(4), depthLimit: 3)?.reason == "no more than 3 lists and objects may be inside of each other")
        #expect(fault(nested(100_000))?.offset == 512)
        #expect(fault(Array(String(repeating: #"{"":"#, count: 100_000).utf8)) != nil)
        #expect(fault(Array(#"[[],[],[[]],{"a":{}},[]]"#.utf8), depthLimit: 3) == nil)
    }
}
