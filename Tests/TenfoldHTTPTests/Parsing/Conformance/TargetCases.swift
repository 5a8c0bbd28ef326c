@testable import TenfoldHTTP

extension ConformanceCase {
    static let targets: [Self] = [
        .head(
            "9112 3.2.1", "An origin form is a path and perhaps a query.", "GET /a/b?c=d?e/f HTTP/1.1", "Host: a",
            gives: .accepted("GET /a/b?c=d?e/f", path: "/a/b", flags: .hasQuery)),
        .head(
            "9112 3.2.1", "A query may be empty.", "GET /a? HTTP/1.1", "Host: a",
            gives: .accepted("GET /a?", path: "/a", flags: .hasQuery)),
        .head("9112 3.2.1", "A path begins with a slash.", "GET hello HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3.2.1", "A query alone is no target.", "GET ?a HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3.2.1", "Two slashes begin a path, not an authority.", "GET //b/c HTTP/1.1", "Host: a",
            gives: .accepted("GET //b/c", path: "//b/c")),
        .head(
            "9112 3.2.1", "Dot segments and escapes are left as they are.", "GET /a/../%2e%2F%zz HTTP/1.1", "Host: a",
            gives: .accepted("GET /a/../%2e%2F%zz", path: "/a/../%2e%2F%zz")),
        .head("9110 4.2.5", "A fragment is not sent.", "GET /a#b HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9110 4.2.5", "Nor behind a query.", "GET /a?b#c HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3.2", "A target has no space.", "GET /a b HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3.2", "A target has no tab.", "GET /a\tb HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3.2", "A target has no control.", "GET /a\u{1}b HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3.2", "A target has no DEL.", "GET /a\u{7F}b HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3.2", "A target has no byte above ASCII.", "GET /caf\u{E9} HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3.2", "Nor has its query.", "GET /a?b=caf\u{E9}&12345678 HTTP/1.1", "Host: a", gives: .refused(400)),
        .raw("9112 3.2", "A target has no CR.", "GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n", gives: .refused(400)),
        .raw("9112 3.2", "A target has no LF.", "GET /a\nb HTTP/1.1\r\nHost: a\r\n\r\n", gives: .refused(400)),
        .head(
            "9112 3.2.2", "An absolute form is accepted; its path counts.", "GET http://a/b?c HTTP/1.1", "Host: a",
            gives: .accepted("GET http://a/b?c", path: "/b", flags: [.absoluteForm, .hasQuery])),
        .head(
            "9112 3.2.2", "The scheme may be https, in any case.", "GET HTTPS://a:443/b HTTP/1.1", "Host: a:443",
            gives: .accepted("GET HTTPS://a:443/b", path: "/b")),
        .head("9112 3.2.2", "Other schemes are refused.", "GET ftp://a/b HTTP/1.1", "Host: a", gives: .refused(400)),
        .head("9112 3.2.2", "A scheme is no path.", "GET http:/b HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9110 4.2.3", "An absolute form without a path means the path /.", "GET http://a HTTP/1.1", "Host: a",
            gives: .accepted("GET http://a", path: "/", flags: .absoluteForm)),
        .head(
            "9112 3.2.2", "An absolute form with a query but no path is refused.", "GET http://a?b HTTP/1.1", "Host: a",
            gives: .refused(400)),
        .head(
            "9110 4.2.1", "An http URI with an empty host is invalid.", "GET http:///b HTTP/1.1", "Host: a",
            gives: .refused(400)),
        .head(
            "9110 4.2.1", "So is one with a port alone.", "GET http://:80/b HTTP/1.1", "Host: :80", gives: .refused(400)
        ),
        .head(
            "9110 4.2.4", "User information in a URI is refused.", "GET http://me@a/b HTTP/1.1", "Host: a",
            gives: .refused(400)),
        .head(
            "9112 3.2.2", "Even an absolute form needs a Host field.", "GET http://a/b HTTP/1.1", "X: y",
            gives: .refused(400)),
        .head(
            "9112 3.2", "The Host field is identical to the target's authority.", "GET http://a/b HTTP/1.1", "Host: b",
            gives: .refused(400)),
        .head(
            "9112 3.2", "The case of the host is no difference.", "GET http://A.example/b HTTP/1.1", "Host: a.EXAMPLE",
            gives: .accepted("GET http://A.example/b", path: "/b")),
        .head(
            "9112 3.2.2", "HTTP/1.0 may send an absolute form without a Host field.", "GET http://a/b HTTP/1.0",
            gives: .accepted("GET http://a/b", path: "/b")),
        .head(
            "9112 3.2.3", "The authority form is for CONNECT, which a server of its own resources refuses.",
            "CONNECT a:443 HTTP/1.1", "Host: a:443", gives: .refused(400)),
        .head(
            "9112 3.2.3", "With another method it is refused too.", "GET a:443 HTTP/1.1", "Host: a:443",
            gives: .refused(400)),
        .head(
            "9112 3.2.4", "The asterisk form asks about the server as a whole.", "OPTIONS * HTTP/1.1", "Host: a",
            gives: .accepted("OPTIONS *", path: "", flags: .asteriskForm)),
        .head("9112 3.2.4", "Only OPTIONS has it.", "GET * HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3.2.4", "An asterisk with more is no asterisk form.", "OPTIONS ** HTTP/1.1", "Host: a",
            gives: .refused(400)),
        .head(
            "9112 3.2.4", "An asterisk with a query neither.", "OPTIONS *?a HTTP/1.1", "Host: a", gives: .refused(400)),
        .head(
            "9112 3.2.4", "OPTIONS of an absolute form without a path means the asterisk.",
            "OPTIONS http://a:8001 HTTP/1.1", "Host: a:8001",
            gives: .accepted("OPTIONS http://a:8001", path: "", flags: [.asteriskForm, .absoluteForm])),
        .head(
            "9112 3.2.4", "With a path it means the path.", "OPTIONS http://a/ HTTP/1.1", "Host: a",
            gives: .accepted("OPTIONS http://a/", path: "/", flags: .absoluteForm)),
    ]
}
