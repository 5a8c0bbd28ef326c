import Testing

@testable import TenfoldHTTPCaching

/// RFC 3986, section 5, as far as `Location` needs it.
@Suite struct ResourceURITests {
    private let base = ResourceURI(Array("http://a.test/b/c/d?q".utf8))

    private func resolve(_ reference: String) -> String? {
        base?.resolving(Array(reference.utf8)).map {
            "\($0.scheme)://\(String(decoding: $0.host, as: UTF8.self))\(String(decoding: $0.target, as: UTF8.self))"
        }
    }

    @Test(arguments: [
        ("g", "http://a.test/b/c/g"), ("./g", "http://a.test/b/c/g"), ("g/", "http://a.test/b/c/g/"),
        ("/g", "http://a.test/g"), ("//g", "http://g/"), ("?y", "http://a.test/b/c/d?y"),
        ("g?y", "http://a.test/b/c/g?y"), ("#s", "http://a.test/b/c/d?q"), ("g#s", "http://a.test/b/c/g"),
        ("", "http://a.test/b/c/d?q"), (".", "http://a.test/b/c/"), ("..", "http://a.test/b/"),
        ("../g", "http://a.test/b/g"), ("../../g", "http://a.test/g"), ("../../../g", "http://a.test/g"),
        ("/./g", "http://a.test/g"), ("/../g", "http://a.test/g"), ("g.", "http://a.test/b/c/g."),
        ("..g", "http://a.test/b/c/..g"), ("https://X.test:443/y", "https://x.test/y"),
        ("http://a.test:8080/", "http://a.test:8080/"), ("g?y/../x", "http://a.test/b/c/g?y/../x"),
    ])
    func `5.4: references are resolved`(reference: String, expected: String) {
        #expect(resolve(reference) == expected)
    }

    @Test(arguments: ["ftp://a.test/", "mailto:x", "http:/x", "http://", "http://u@a.test/", "a b", "/\u{e9}", "http:"])
    func `what is no http or https URI is none`(reference: String) {
        #expect(resolve(reference) == nil)
    }
}
