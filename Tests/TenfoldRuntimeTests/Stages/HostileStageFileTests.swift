import TenfoldCore
import TenfoldRuntime
import Testing

/// Files that are broken, or made to hurt: refused, at once, with a place.
@Suite(.timeLimit(.minutes(1))) struct HostileStageFileTests {
    @Test func `an alias bomb is refused before it is read`() {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1..<12 {
            text += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1),", count: 9) + "]\n"
        }
        text += "? *a11\n: bomb\n"
        let faults = StageFixture.faults(in: text)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("tenfold.yaml:1:5: anchors (&name) and aliases (*name) are not taken") == true)
    }

    @Test(arguments: [
        "# a \" quote\nb: &c x", "\"x\":\t&c x", "- &c x", "? &c x", "a: [1,&c x]", "--- &c\nb: 1", "a: !t &c x",
    ])
    func `an anchor is found wherever it hides`(text: String) {
        #expect(StageFixture.faults(in: text).first?.contains("anchors (&name)") == true)
    }

    @Test func `an ampersand in a text is no anchor`() throws {
        let text = StageFixture.small(
            "admin-port", "        admin-port: 9110\n        settings: { email.sender: \"Tom & Co, a&b\" }")
        #expect(try StageFixture.stages(text).first?.services[1].settings.exposed == ["email.sender": "Tom & Co, a&b"])
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: ", "{? ", "!x ", "\"", "a: b: "])
    func `deep nesting neither hangs nor crashes`(piece: String) {
        let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
        #expect(!StageFixture.faults(in: text).isEmpty)
    }

    @Test func `nesting that is balanced is refused by its depth`() {
        let text = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(StageFixture.faults(in: text) == ["tenfold.yaml:1:17: nested more than 16 deep"])
    }

    @Test func `a mebibyte of keys is refused in time`() {
        let text = (0..<90_000).map { "k\($0): 1" }.joined(separator: "\n")
        #expect(StageFixture.faults(in: text).count > 90_000)
    }

    @Test func `a file over its size is refused unread`() {
        let text = String(repeating: "#", count: (1 << 20) + 1)
        #expect(
            StageFixture.faults(in: text) == [
                "tenfold.yaml: the file is larger than 1 MiB, which no such file needs"
            ])
    }

    @Test func `an endless file is refused`() {
        var request = StageFixture.request(stage: "small")
        request.file = "/dev/zero"
        #expect(
            StageFixture.faults { _ = try StageFile.load(request) } == [
                "/dev/zero: the stage file is larger than 1048576 bytes"
            ])
    }

    @Test(arguments: [
        ("app: shop\nstages:\n\tsmall: {}", "tenfold.yaml:3:1: is not YAML: "),
        ("app: shop\napp: shop", "tenfold.yaml:1:1: key \"app\" is given again in the same map; keep one"),
        ("app: [shop", "tenfold.yaml:2:1: is not YAML: "),
        ("app: shop\n--- \napp: shop", "tenfold.yaml:2:1: is not YAML: "),
        ("", "tenfold.yaml: the file is empty"),
        ("shop", "tenfold.yaml:1:1: expected a map with app, stages, came a single value"),
        ("? [a]\n: b", "tenfold.yaml:1:3: expected a key, which is a single word"),
        ("app: \"a\u{0}b\"", "tenfold.yaml:1:8: is not YAML: control characters are not allowed"),
        ("app: shop\nstages: {}", "tenfold.yaml:2:9: expected a map of stages by name, came a map"),
        ("{}", "tenfold.yaml:1:1: the file has no \"app\""),
    ])
    func `what is not a stage file is told with its place`(text: String, start: String) {
        let faults = StageFixture.faults(in: text)
        #expect(faults.contains { $0.hasPrefix(start) }, "\(faults)")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let faults = StageFixture.faults {
            _ = try StageFile.stages(in: [0x61, 0xFF, 0x3A], path: "tenfold.yaml", StageFixture.request())
        }
        #expect(faults == ["tenfold.yaml: expected text in UTF-8"])
    }

    @Test func `a valid file that is cut or changed anywhere never crashes the reader`() {
        let bytes = Array(StageFixture.small.utf8)
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        var generator = SeededRandom(seed: seed)
        var refused = 0
        for _ in 0..<2_000 {
            var mutant = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<mutant.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: mutant[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutant.remove(at: index)
                default:
                    mutant.insert(
                        Array("[]{}:,&*!|>'\"%@`?-# \n\t".utf8).randomElement(using: &generator) ?? 0, at: index)
                }
            }
            let faults = StageFixture.faults {
                _ = try StageFile.stages(in: mutant, path: "f", StageFixture.request())
            }
            #expect(!faults.contains { $0.hasPrefix("another error") }, "seed \(seed): \(faults)")
            refused += faults.isEmpty ? 0 : 1
        }
        #expect(refused > 100, "seed \(seed)")
    }
}
