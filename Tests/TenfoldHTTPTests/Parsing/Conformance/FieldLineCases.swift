@testable import TenfoldHTTP

extension ConformanceCase {
    static let fieldLines: [Self] = [
        .fields(
            "9112 5", "A field line is a name, a colon and a value without the blanks around it.", "X-A: \t b c \t ",
            "X-B:d", gives: .accepted("POST /", fields: ["Host: a", "X-A: b c", "X-B: d"])),
        .fields("9112 5", "A value may be empty.", "X-A:", gives: .accepted("POST /", fields: ["Host: a", "X-A: "])),
        .fields(
            "9112 5", "A value of blanks is empty.", "X-A: \t  ",
            gives: .accepted("POST /", fields: ["Host: a", "X-A: "])),
        .fields(
            "9112 5", "A value may have colons.", "X-A: b:c: d",
            gives: .accepted("POST /", fields: ["Host: a", "X-A: b:c: d"])),
        .fields(
            "9110 5.3", "Lines of one name are kept, in their order.", "X-A: 1", "x-a: 2",
            gives: .accepted("POST /", fields: ["Host: a", "X-A: 1", "x-a: 2"])),
        .fields("9112 5.1", "White space before the colon is refused.", "X-A : b", gives: .refused(400)),
        .fields("9112 5.1", "A tab before the colon is refused.", "X-A\t: b", gives: .refused(400)),
        .fields("9112 5.1", "Also before the colon of a length.", "Content-Length : 0", gives: .refused(400)),
        .fields("9112 5.1", "A line without a colon is refused.", "X-A", gives: .refused(400)),
        .fields("9112 5.1", "A line without a name is refused.", ": b", gives: .refused(400)),
        .fields("9110 5.1", "A name is a token.", "X(A): b", gives: .refused(400)),
        .fields("9110 5.1", "A name has no space.", "X A: b", gives: .refused(400)),
        .fields("9110 5.1", "A name has no control.", "X\u{1}A: b", gives: .refused(400)),
        .fields("9110 5.1", "A name has no NUL.", "X\u{0}: b", gives: .refused(400)),
        .fields("9110 5.1", "A name has no byte above ASCII.", "X\u{E9}: b", gives: .refused(400)),
        .fields("9110 5.1", "A name has no quotation mark.", "\"X\": b", gives: .refused(400)),
        .fields(
            "9110 5.1", "A name may have every tchar.", "!#$%&'*+-.^_`|~09AZaz: b",
            gives: .accepted("POST /", fields: ["Host: a", "!#$%&'*+-.^_`|~09AZaz: b"])),
        .fields("9112 5.2", "A folded line is refused.", "X-A: b", " c", gives: .refused(400)),
        .fields("9112 5.2", "One folded with a tab too.", "X-A: b", "\tc", gives: .refused(400)),
        .fields(
            "9112 5.2", "A folded length is refused.", "Content-Length:", " 5", body: "hello", gives: .refused(400)),
        .fields("9112 5.2", "A line of blanks is refused.", "X-A: b", " ", gives: .refused(400)),
        .raw(
            "9112 2.2", "A bare LF does not end a field line.", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
            gives: .refused(400)),
        .raw(
            "9112 2.2", "A bare CR does not end a field line.", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
            gives: .refused(400)),
        .raw("9112 2.2", "LF does not end a head.", "GET / HTTP/1.1\r\nHost: a\r\n\n", gives: .refused(400)),
        .raw(
            "9112 2.2", "CR and another byte do not end a head.", "GET / HTTP/1.1\r\nHost: a\r\n\rX",
            gives: .refused(400)),
        .raw(
            "9112 2.2", "LF before CR LF belongs to no value.", "GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n\r\n",
            gives: .refused(400)),
        .fields("9110 5.5", "A value has no NUL.", "X-A: b\u{0}c", gives: .refused(400)),
        .fields("9110 5.5", "A value has no other control.", "X-A: b\u{1B}c", gives: .refused(400)),
        .fields("9110 5.5", "A value has no DEL.", "X-A: b\u{7F}c", gives: .refused(400)),
        .fields(
            "9110 5.5", "A control is found in each of eight places.", "X-A: 0123456", "X-B: \u{8}1234567",
            gives: .refused(400)),
        .fields(
            "9110 5.5", "A tab in a value is none.", "X-A: b\tc\td",
            gives: .accepted("POST /", fields: ["Host: a", "X-A: b\tc\td"])
        ),
        .fields(
            "9110 5.5", "Bytes above ASCII are opaque.", "X-A: caf\u{E9}\u{80}\u{FF}\u{A0}",
            gives: .accepted("POST /", fields: ["Host: a", "X-A: caf\u{E9}\u{80}\u{FF}\u{A0}"])),
        .fields(
            "9110 5.5", "A space above ASCII is no blank.", "X-A: \u{A0}b\u{A0}",
            gives: .accepted("POST /", fields: ["Host: a", "X-A: \u{A0}b\u{A0}"])),
        .fields(
            "9110 5.5", "Names that frame are known in any case.", "cOnTeNt-LeNgTh: 2", body: "ab", gives: .body("ab")),
        .fields(
            "9110 5.1", "A name that only resembles one of them is another.", "Content_Length: 2",
            gives: .accepted("POST /", body: "")),
    ]

    static let hosts: [Self] = [
        .head("9112 3.2", "A request of HTTP/1.1 without Host is refused.", "GET / HTTP/1.1", gives: .refused(400)),
        .head("9112 3.2", "Two Hosts are refused.", "GET / HTTP/1.1", "Host: a", "Host: b", gives: .refused(400)),
        .head("9112 3.2", "Even two equal ones.", "GET / HTTP/1.1", "Host: a", "host: a", gives: .refused(400)),
        .head("9112 3.2", "HTTP/1.0 needs no Host.", "GET / HTTP/1.0", gives: .accepted("GET /")),
        .head(
            "9112 3.2", "But two are refused there too.", "GET / HTTP/1.0", "Host: a", "Host: b", gives: .refused(400)),
        .head("9110 4.2.1", "An http request has no empty host.", "GET / HTTP/1.1", "Host:", gives: .refused(400)),
        .head(
            "9110 7.2", "A host may have a port.", "GET / HTTP/1.1", "Host: a.example:8080",
            gives: .accepted("GET /", fields: ["Host: a.example:8080"])),
        .head("9110 7.2", "The port may be empty.", "GET / HTTP/1.1", "Host: a:", gives: .accepted("GET /")),
        .head("9110 7.2", "A port is digits.", "GET / HTTP/1.1", "Host: a:8x", gives: .refused(400)),
        .head("9110 7.2", "There is one port.", "GET / HTTP/1.1", "Host: a:1:2", gives: .refused(400)),
        .head("9110 7.2", "A port needs a host.", "GET / HTTP/1.1", "Host: :80", gives: .refused(400)),
        .head(
            "9110 7.2", "A host may be an IPv4 address.", "GET / HTTP/1.1", "Host: 127.0.0.1:80",
            gives: .accepted("GET /")),
        .head(
            "9110 7.2", "A host may be an IPv6 address.", "GET / HTTP/1.1", "Host: [::1]:80", gives: .accepted("GET /")),
        .head("9110 7.2", "An IPv6 address is in brackets.", "GET / HTTP/1.1", "Host: ::1", gives: .refused(400)),
        .head("9110 7.2", "Brackets are closed.", "GET / HTTP/1.1", "Host: [::1", gives: .refused(400)),
        .head("9110 7.2", "Brackets are not empty.", "GET / HTTP/1.1", "Host: []", gives: .refused(400)),
        .head("9110 7.2", "Only a port follows brackets.", "GET / HTTP/1.1", "Host: [::1]a", gives: .refused(400)),
        .head("9110 7.2", "A host has no blank.", "GET / HTTP/1.1", "Host: a b", gives: .refused(400)),
        .head("9110 7.2", "A host is no list.", "GET / HTTP/1.1", "Host: a, b", gives: .refused(400)),
        .head("9110 7.2", "A host has no comma.", "GET / HTTP/1.1", "Host: a,b", gives: .refused(400)),
        .head("9110 7.2", "A host has no path.", "GET / HTTP/1.1", "Host: a/b", gives: .refused(400)),
        .head("9110 7.2", "A host has no user.", "GET / HTTP/1.1", "Host: me@a", gives: .refused(400)),
        .head("9110 7.2", "A host has no escapes.", "GET / HTTP/1.1", "Host: a%2eb", gives: .refused(400)),
        .head("9110 7.2", "A host has no byte above ASCII.", "GET / HTTP/1.1", "Host: \u{E9}", gives: .refused(400)),
        .head("9110 7.2", "A host is no URI.", "GET / HTTP/1.1", "Host: http://a", gives: .refused(400)),
    ]
}
