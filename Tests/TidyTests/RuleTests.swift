import Testing

/// Each rule finds its offender in a small input, and lets its innocent neighbour go.
@Suite struct RuleTests {
    private func file(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }
    private func core(_ text: String) -> [SourceFile] { [file("Sources/TenfoldCore/A.swift", text)] }

    @Test func `an import upwards is refused`() {
        let upwards = file("Sources/TenfoldData/A.swift", "import TenfoldCore\npackage import TenfoldHTTP")
        #expect(ImportRule.offences(in: [upwards]).map(\.line) == [2])
    }

    @Test func `an import behind attributes or of one symbol is seen`() {
        #expect(ImportRule.importedModule("@preconcurrency public import struct Foundation.URL") == "Foundation")
        #expect(ImportRule.importedModule("let import1 = 2") == nil)
    }

    @Test func `the example app imports the one library alone`() {
        let module = file("Examples/Shop/Modules/A.swift", "import Tenfold\nimport TenfoldData\nimport NIOHTTP1")
        #expect(ImportRule.offences(in: [module]).map(\.line) == [2, 3])
    }

    @Test func `the ground floor does without networking`() {
        #expect(ImportRule.offences(in: core("import NIOCore\nimport Synchronization")).map(\.line) == [1])
    }

    @Test func `a target missing from the table is told`() {
        #expect(ImportRule.offences(in: [file("Sources/New/A.swift", "import X")]).count == 1)
    }

    @Test func `a file of 401 lines is too long and one of 400 is not`() {
        let lines = { count in String(repeating: "x\n", count: count) }
        #expect(SizeRule.longFiles(in: [file("a", lines(400))], allowing: [:]).isEmpty)
        #expect(SizeRule.longFiles(in: [file("a", lines(401))], allowing: [:]).count == 1)
        #expect(SizeRule.longFiles(in: [file("a", lines(401))], allowing: ["a": "a table"]).isEmpty)
    }

    @Test func `a folder of 15 files is too full`() {
        let paths = { count in (0..<count).map { "Sources/A/\($0).swift" } }
        #expect(SizeRule.fullFolders(in: paths(14), allowing: [:]).isEmpty)
        #expect(SizeRule.fullFolders(in: paths(15), allowing: [:]).map(\.path) == ["Sources/A"])
    }

    @Test func `a crash is refused in code, not in words`() {
        #expect(
            WordRule.crashing.offences(in: core("try! f()\n// try! g()\n\"as! h\"\nlet x = y as! Z")).map(\.line) == [
                1, 4,
            ])
    }

    @Test func `printing is free in the commands' folder alone`() {
        let command = file("Sources/TenfoldRuntime/Commands/A.swift", "print(1)")
        let library = file("Sources/TenfoldRuntime/Boot/A.swift", "print(1)")
        #expect(WordRule.printing.offences(in: [command, library]).map(\.path) == [library.path])
    }

    @Test func `an allowance without an offender is told`() {
        var rule = WordRule.crashing
        rule.allowances = ["Sources/A/": "old", "Sources/B/": "needed"]
        let files = [file("Sources/A/A.swift", "f()"), file("Sources/B/B.swift", "try! f()")]
        #expect(rule.needlessAllowances(in: files).map(\.path) == ["Sources/A/"])
    }

    @Test func `sleeping is refused in tests, declaring a clock's sleep is not`() {
        let test = file(
            "Tests/A.swift", "try await Task.sleep(for: .seconds(1))\nfunc sleep(until: Int) {}\nclock.sleep(x)")
        #expect(Set(WordRule.sleeping.offences(in: [test]).map(\.line)) == [1])
    }

    @Test func `an unchecked conformance wants a reason near it`() {
        let bare = "struct A {}\nfinal class B: @unchecked Sendable {}"
        let reasoned = "// Safe: all state is behind `lock`.\nfinal class B: @unchecked Sendable {}"
        let far = "// Safe: far away.\n\n\n\nfinal class B: @unchecked Sendable {}"
        #expect(UnsafeReasonRule.offences(in: core(bare)).map(\.line) == [2])
        #expect(UnsafeReasonRule.offences(in: core(reasoned)).isEmpty)
        let inside = "f.withUnsafeBytes { bytes in\n    // Safe: read only.\n}"
        #expect(UnsafeReasonRule.offences(in: core(far)).map(\.line) == [5])
        #expect(UnsafeReasonRule.offences(in: core(inside)).isEmpty)
    }

    @Test func `public symbols want a doc comment`() {
        let text = """
            public import A
            /// Said.
            @inlinable
            public func f() {}
            public var g = 1
            @available(*, deprecated) public static func h() {}
            // Not a doc comment.
            nonisolated public let i = 2
            public func hash(into hasher: inout Hasher) {}
            """
        #expect(DocumentationRule.offences(in: core(text)).map(\.line) == [5, 6, 8])
    }

    @Test func `a limit names a metric that code emits`() {
        let text = """
            struct PoolLimits {
                /// Most at once. Metric: `tenfold_pool_size`.
                var size = 3
                /// Longest wait. Metric: `tenfold_pool_waits_total`.
                var wait: Int
                /// Says nothing.
                var depth: Int
                /// Metric: `tenfold_nowhere`.
                var ghost: Int
                static let standard = 1
                var half: Int { size / 2 }
            }
            let gauge = Gauge(label: "tenfold_pool_size"), waits = Counter(label: "tenfold_pool_waits")
            """
        #expect(LimitMetricRule.offences(in: core(text)).map(\.line) == [7, 9])
        #expect(LimitMetricRule.limits(in: core(text)[0]).map(\.name) == ["size", "wait", "depth", "ghost"])
    }

    @Test func `unfinished work, trailing spaces and machine paths are found by line`() {
        #expect(TextRule.unfinishedWork(path: "a", text: "fine\n// TO" + "DO: more").map(\.line) == [2])
        #expect(TextRule.trailingSpaces(path: "a", text: "fine\nnot \n").map(\.line) == [2])
        #expect(TextRule.machinePaths(path: "a", text: "cd /ho" + "me/x").map(\.line) == [1])
    }

    @Test func `committed build products are found`() {
        let tracked = ["Package.swift", "Benchmarks/Package.resolved", ".build/debug/x"]
        #expect(
            TextRule.buildProducts(tracked: tracked).map(\.path) == ["Benchmarks/Package.resolved", ".build/debug/x"])
    }

    @Test func `a gap between decisions and one missing from the index are told`() {
        let index = "- [0001](0001-a.md)"
        #expect(DecisionRule.offences(names: ["0001-a.md"], index: index).isEmpty)
        #expect(DecisionRule.offences(names: ["0001-a.md", "0003-c.md"], index: index).count == 2)
    }

    @Test func `a decision without its measurement is told`() {
        let text = "## Context\n## Decision\n## Consequences\n"
        #expect(DecisionRule.missingSections(path: "a", text: text).count == 1)
    }

    @Test func `a test file that expects nothing is told`() {
        let idle = file("Tests/A.swift", "@Test func f() { run() }")
        let real = file("Tests/B.swift", "@Test func f() { #expect(run()) }")
        #expect(ExpectationRule.offences(in: [idle, real]).map(\.path) == ["Tests/A.swift"])
    }
}
