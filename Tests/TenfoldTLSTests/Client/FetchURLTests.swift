import Testing

@testable import TenfoldTLS

@Suite struct FetchURLTests {
    @Test(arguments: [
        ("https://a.test/keys", true, "a.test", 443, "a.test", "/keys"),
        ("http://a.test", false, "a.test", 80, "a.test", "/"),
        ("HTTPS://a.test:8443/x?y=z", true, "a.test", 8443, "a.test:8443", "/x?y=z"),
        ("https://a.test?y", true, "a.test", 443, "a.test", "/?y"),
        ("https://127.0.0.1:1/", true, "127.0.0.1", 1, "127.0.0.1:1", "/"),
        ("https://[::1]:65535/", true, "::1", 65_535, "[::1]:65535", "/"),
        ("https://[::1]", true, "::1", 443, "[::1]", "/"),
    ])
    func `a URL's parts`(
        text: String, isSecure: Bool, host: String, port: Int, authority: String, target: String
    ) throws {
        let url = try #require(FetchURL(text))
        #expect(url.isSecure == isSecure && url.host == host && url.port == port)
        #expect(url.authority == authority && url.target == target)
    }

    @Test(arguments: [
        "", "a.test", "/keys", "ftp://a.test/", "file:///etc/passwd", "https://", "https:///x", "https://user@a.test/",
        "https://a.test:/", "https://a.test:0/", "https://a.test:65536/", "https://a.test:x/", "https://a.test/a b",
        "https://a.test/#x", "https://a.test/\r\nx: y", "https://a b.test/", "https://::1/", "https://[::1/",
        "https://a]/", "https://:80/", "https://[]/", "https://ä.test/",
    ])
    func `what is no URL of a document`(text: String) {
        #expect(FetchURL(text) == nil)
    }
}
