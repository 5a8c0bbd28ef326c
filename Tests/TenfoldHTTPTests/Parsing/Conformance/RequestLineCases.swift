@testable import TenfoldHTTP

extension ConformanceCase {
    static let requestLines: [Self] = [
        .head(
            "9112 3", "A request line is a method, a target and a version.", "GET / HTTP/1.1", "Host: a",
            gives: .accepted("GET /")),
        .raw(
            "9112 2.2", "One empty line before the request line is passed over.",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", gives: .accepted("GET /", path: "/", fields: ["Host: a"])),
        .raw(
            "9112 2.2", "So is one between two requests.",
            "GET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .all(("GET /a", ""), ("GET /b", ""))),
        .raw(
            "9112 2.2", "A second empty line is refused: nobody needs it, and it could go on for ever.",
            "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", gives: .refused(400)),
        .raw("9112 2.2", "An empty line alone is no request.", "\r\n", gives: .accepted([])),
        .raw(
            "9112 2.2", "A bare LF before the request line is no empty line.", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .refused(400)),
        .raw(
            "9112 2.2", "A bare LF does not end the request line.", "GET / HTTP/1.1\nHost: a\r\n\r\n",
            gives: .refused(400)),
        .raw(
            "9112 2.2", "A bare CR does not end the request line.", "GET / HTTP/1.1\rHost: a\r\n\r\n",
            gives: .refused(400)),
        .raw(
            "9112 2.2", "CR CR LF does not end the request line.", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
            gives: .refused(400)),
        .raw(
            "9112 2.2", "White space before the first field is refused.", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
            gives: .refused(400)),
        .raw("9112 2.2", "A head that stops inside the request line waits for more.", "GET / HT", gives: .waits),
        .raw("9112 8", "A head without its empty line waits for more.", "GET / HTTP/1.1\r\nHost: a\r\n", gives: .waits),
        .raw("9112 8", "Half of the empty line is none.", "GET / HTTP/1.1\r\nHost: a\r\n\r", gives: .waits),
        .head(
            "9112 3", "Two spaces before the target are refused.", "GET  / HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3", "Two spaces before the version are refused.", "GET /  HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3", "A tab before the target is refused.", "GET\t/ HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3", "A tab before the version is refused.", "GET /\tHTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3", "A space behind the version is refused.", "GET / HTTP/1.1 ", "Host: a", gives: .refused(400)),
        .head("9112 3", "A space before the method is refused.", " GET / HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3", "A request line without a target is refused.", "GET HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3", "A request line with an empty target is refused.", "GET  HTTP/1.1", "Host: a",
            gives: .refused(400)),
        .head("9112 3", "A request line of HTTP/0.9 is refused.", "GET /", gives: .refused(400)),
        .head("9112 3", "A form feed separates nothing.", "GET\u{C}/ HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9110 9.1", "A method is a token.", "G@T / HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9110 9.1", "A method is case-sensitive: this one is another.", "get / HTTP/1.1", "Host: a",
            gives: .accepted("get /")),
        .head(
            "9110 9.1", "A method that nobody knows is well-formed; it gets 501 later.", "BREW /pot HTTP/1.1",
            "Host: a",
            gives: .accepted("BREW /pot")),
        .head(
            "9110 9.1", "A token may have every tchar.", "!#$%&'*+-.^_`|~09AZaz / HTTP/1.1", "Host: a",
            gives: .accepted("!#$%&'*+-.^_`|~09AZaz /")),
        .head("9110 9.1", "A method has no byte above ASCII.", "G\u{C9}T / HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 2.3", "HTTP/1.0 is understood.", "GET / HTTP/1.0", "Host: a",
            gives: .accepted("GET /", flags: .http10)),
        .head("9112 2.3", "HTTP/1.2 is not spoken here.", "GET / HTTP/1.2", "Host: a", gives: .refused(505)),
        .head("9112 2.3", "HTTP/2.0 is not spoken here.", "GET / HTTP/2.0", "Host: a", gives: .refused(505)),
        .head("9112 2.3", "HTTP/0.9 has no version to write.", "GET / HTTP/0.9", "Host: a", gives: .refused(505)),
        .raw(
            "9113 3.4", "The preface of HTTP/2 asks for another version.", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            gives: .refused(505)),
        .head(
            "9112 2.3", "The name in the version is in upper case.", "GET / http/1.1", "Host: a", gives: .refused(400)),
        .head("9112 2.3", "A minor version is one digit.", "GET / HTTP/1.10", "Host: a", gives: .refused(400)),
        .head("9112 2.3", "A major version is one digit.", "GET / HTTP/01.1", "Host: a", gives: .refused(400)),
        .head("9112 2.3", "A version has a minor one.", "GET / HTTP/1", "Host: a", gives: .refused(400)),
        .head("9112 2.3", "A version has a dot.", "GET / HTTP/1,1", "Host: a", gives: .refused(400)),
        .head("9112 2.3", "A version has digits.", "GET / HTTP/1.x", "Host: a", gives: .refused(400)),
        .head("9112 2.3", "Another protocol is refused.", "GET / ICY/1.1", "Host: a", gives: .refused(400)),
        .raw("9112 2.1", "A TLS handshake is no request.", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", gives: .refused(400)),
        .raw("9112 2.1", "A response is no request.", "HTTP/1.1 200 OK\r\nHost: a\r\n\r\n", gives: .refused(400)),
        .raw(
            "9112 2.2", "A NUL in the request line is refused.", "GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .refused(400)
        ),
        .raw(
            "9112 9.3.2", "Requests may follow each other without waiting.",
            "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .all(("GET /a", ""), ("GET /b", ""))),
    ]
}
