import TenfoldCore
import Testing

@testable import TenfoldGateway

@Suite struct PathTreeTests {
    private func tree(_ patterns: [String]) -> PathTree<String> {
        var tree = PathTree<String>()
        for pattern in patterns {
            let isPrefix = pattern.hasSuffix("/*")
            tree[Array(pattern.utf8.dropLast(isPrefix ? 2 : 0)), isPrefix: isPrefix] = pattern
        }
        return tree
    }

    private func all(_ path: String, in tree: PathTree<String>) -> [String] {
        var found: [String] = []
        tree.find(Array(path.utf8).span) {
            found.append($0)
            return false
        }
        return found
    }

    @Test func `the most specific comes first, and prefixes end at a slash`() {
        let tree = tree(["/*", "/api/*", "/api/users", "/api/users/*", "/apple", "/a"])
        #expect(all("/api/users", in: tree) == ["/api/users", "/api/users/*", "/api/*", "/*"])
        #expect(all("/api/users/7", in: tree) == ["/api/users/*", "/api/*", "/*"])
        #expect(all("/api", in: tree) == ["/api/*", "/*"])
        #expect(all("/api/", in: tree) == ["/api/*", "/*"])
        #expect(all("/apiary", in: tree) == ["/*"])
        #expect(all("/a", in: tree) == ["/a", "/*"])
        #expect(all("/", in: tree) == ["/*"])
        #expect(all("/api/usersx", in: tree) == ["/api/*", "/*"])
    }

    @Test func `without a route for everything there may be none`() {
        #expect(all("/b", in: tree(["/a", "/bc"])).isEmpty)
    }

    /// Held against trying all patterns one by one.
    @Test(arguments: 1...20) func `it finds what a plain search finds`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func path(_ segments: ClosedRange<Int>) -> String {
            let count = Int.random(in: segments, using: &random)
            return (0..<count).map { _ in "/" + (["a", "ab", "abc", "b", ""].randomElement(using: &random) ?? "") }
                .joined()
        }
        let patterns = Set((0..<30).map { _ in path(1...3) + (Bool.random(using: &random) ? "/*" : "") })
        let tree = tree(Array(patterns))
        for _ in 0..<300 {
            let asked = path(1...4)
            let prefixes = patterns.filter { $0.hasSuffix("/*") }.filter {
                let prefix = $0.dropLast(2)
                return asked == prefix || asked.hasPrefix(prefix + "/")
            }.sorted { $0.utf8.count > $1.utf8.count }
            let exact = patterns.filter { $0 == asked && !$0.hasSuffix("/*") }
            #expect(all(asked, in: tree) == Array(exact) + prefixes, "\(asked) of \(patterns.sorted()), seed \(seed)")
        }
    }
}
