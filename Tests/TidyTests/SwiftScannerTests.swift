import Testing

@Suite struct SwiftScannerTests {
    private func views(_ text: String) -> (code: String, literalCode: String, comments: String) {
        SwiftScanner.views(of: text)
    }

    @Test func `a line comment is not code`() {
        let seen = views("let a = 1 // try! b")
        #expect(seen.code.trimmed == "let a = 1")
        #expect(seen.comments.trimmed == "// try! b")
    }

    @Test func `a nested block comment ends where it began`() {
        let seen = views("a /* b /* c */ d */ e")
        #expect(seen.code.split(separator: " ") == ["a", "e"])
        #expect(seen.comments.trimmed == "/* b /* c */ d */")
    }

    @Test func `the inside of a string is not code, but is kept with literals`() {
        let seen = views(#"log("try! // x")"#)
        #expect(!seen.code.contains("try!"))
        #expect(seen.literalCode.contains("try! // x"))
        #expect(seen.comments.trimmed == "")
    }

    @Test func `an escaped quote does not end a string`() {
        #expect(views(#"f("a\" as! b") g"#).code.split(separator: " ") == ["f(", ")", "g"])
    }

    @Test func `an interpolation is code`() {
        #expect(views(#"f("a \(b as! C) d")"#).code.contains("b as! C)"))
        #expect(!views(#"f("a \(b) as! d")"#).code.contains("as!"))
    }

    @Test func `a raw string ends at its own delimiter`() {
        let seen = views(##"f(#"a " as! b"#) as! c"##)
        #expect(seen.code.split(separator: " ") == ["f(", ")", "as!", "c"])
    }

    @Test func `a multi-line string may hold quotes and comments`() {
        let seen = views("f(\"\"\"\n  \"x\" // as!\n  \"\"\")\nas! y // z")
        #expect(seen.code.split(whereSeparator: { $0 == " " || $0 == "\n" }) == ["f(", ")", "as!", "y"])
        #expect(seen.comments.trimmed.hasSuffix("// z"))
    }

    @Test func `a name between backticks is not code`() {
        #expect(!views("func `no fatalError \"here`() {}").code.contains("fatalError"))
        #expect(views("func `a // b`() { c }").code.contains("{ c }"))
    }

    @Test func `an open string ends with its line`() {
        #expect(views("let quote = /\"/\nas! x").code.contains("as! x"))
    }

    @Test func `views keep lines in place`() {
        let file = SourceFile(path: "a.swift", text: "one // x\n\"two\"\nthree\n")
        #expect(file.code.count == 4 && file.comments.count == 4)
        #expect(file.code[2] == "three")
        #expect(file.hasComment(at: 0) && !file.hasComment(at: 1))
    }

    @Test func `a word is found only as a whole`() {
        #expect("x = print(a)".containsWord("print("))
        #expect(!"fingerprint(a)".containsWord("print("))
        #expect(!"page.print(a)".containsWord("print("))
        #expect(!"fatalErrors".containsWord("fatalError"))
        #expect("fingerprint(a); print(b)".containsWord("print("))
    }
}
