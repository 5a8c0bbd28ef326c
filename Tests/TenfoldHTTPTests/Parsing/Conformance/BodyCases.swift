@testable import TenfoldHTTP

extension ConformanceCase {
    static let lengths: [Self] = [
        .fields("9112 6.3", "A request without length and coding has no body.", gives: .body("")),
        .fields(
            "9112 6.2", "A body is as long as its length says.", "Content-Length: 5", body: "hello",
            gives: .body("hello")),
        .fields("9112 6.2", "A length may be 0.", "Content-Length: 0", gives: .body("")),
        .fields(
            "9110 8.6", "A length may have zeros before it.", "Content-Length: 005", body: "hello",
            gives: .body("hello")),
        .raw(
            "9112 6.3", "The next request begins behind the body.",
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET GET /b HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .all(("POST /a", "GET "), ("GET /b", ""))),
        .raw(
            "9112 6.3", "Methods that need no body may have one.",
            "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .all(("GET /a", "hi"), ("GET /b", ""))),
        .fields(
            "9112 6.3", "A body that is not whole waits for more.", "Content-Length: 6", body: "hello", gives: .waits),
        .fields(
            "9112 6.3", "Two lengths that differ are refused.", "Content-Length: 5", "Content-Length: 6",
            body: "hello!",
            gives: .refused(400)),
        .fields(
            "9112 6.3", "Two equal lengths are refused: nobody sends them in good faith.", "Content-Length: 5",
            "Content-Length: 5", body: "hello", gives: .refused(400)),
        .fields(
            "9110 8.6", "A list of equal lengths is refused.", "Content-Length: 5, 5", body: "hello",
            gives: .refused(400)),
        .fields(
            "9110 8.6", "A list of lengths is refused.", "Content-Length: 5,6", body: "hello!", gives: .refused(400)),
        .fields("9110 8.6", "A length has no sign.", "Content-Length: +5", body: "hello", gives: .refused(400)),
        .fields("9110 8.6", "A length is not negative.", "Content-Length: -1", gives: .refused(400)),
        .fields("9110 8.6", "A length has no blank.", "Content-Length: 1 0", body: "hello hello", gives: .refused(400)),
        .fields(
            "9112 5.1", "Spaces around a length are no part of it.", "Content-Length:  2 ", body: "hi",
            gives: .body("hi")),
        .fields(
            "9112 5.1", "A tab behind a length is refused, as some recipients refuse it.", "Content-Length: 2\t",
            body: "hi",
            gives: .refused(400)),
        .fields("9110 8.6", "A length is not empty.", "Content-Length:", gives: .refused(400)),
        .fields("9110 8.6", "A length is decimal.", "Content-Length: 0x5", body: "hello", gives: .refused(400)),
        .fields("9110 8.6", "A length has no letters.", "Content-Length: 5a", body: "hello", gives: .refused(400)),
        .fields("9110 8.6", "A length has no fraction.", "Content-Length: 5.0", body: "hello", gives: .refused(400)),
        .fields(
            "9110 8.6", "A length has no quotation marks.", "Content-Length: \"5\"", body: "hello", gives: .refused(400)
        ),
        .fields("9110 8.6", "A length is ASCII.", "Content-Length: \u{B2}", body: "he", gives: .refused(400)),
        .fields("9110 8.6", "18 digits are a length.", "Content-Length: 999999999999999999", gives: .waits),
        .fields("9110 8.6", "19 digits are too many.", "Content-Length: 1000000000000000000", gives: .refused(400)),
        .fields(
            "9110 8.6", "A length does not wrap around.", "Content-Length: 18446744073709551617", body: "h",
            gives: .refused(400)),
        .fields(
            "9112 6.3", "Length and coding are refused together.", "Content-Length: 5", "Transfer-Encoding: chunked",
            body: "0\r\n\r\n", gives: .refused(400)),
        .fields(
            "9112 6.3", "In the other order too.", "Transfer-Encoding: chunked", "Content-Length: 5", body: "0\r\n\r\n",
            gives: .refused(400)),
        .fields(
            "9112 6.3", "Even with a length of 0.", "Transfer-Encoding: chunked", "Content-Length: 0",
            body: "0\r\n\r\n",
            gives: .refused(400)),
    ]

    static let codings: [Self] = [
        .fields(
            "9112 6.1", "Chunked is understood.", "Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\n\r\n",
            gives: .body("hi")),
        .fields(
            "9112 7", "Its name is known in any case.", "transfer-ENCODING: ChUnKeD", body: "0\r\n\r\n",
            gives: .body("")),
        .fields("9112 6.1", "Another coding is not implemented.", "Transfer-Encoding: gzip", gives: .refused(501)),
        .fields("9112 6.1", "Nor together with chunked.", "Transfer-Encoding: gzip, chunked", gives: .refused(501)),
        .fields("9112 6.1", "Nor behind it.", "Transfer-Encoding: chunked, gzip", gives: .refused(501)),
        .fields("9112 7", "The old coding identity is none.", "Transfer-Encoding: identity", gives: .refused(501)),
        .fields(
            "9112 6.1", "Chunked twice in a list is refused.", "Transfer-Encoding: chunked, chunked",
            gives: .refused(501)),
        .fields(
            "9112 6.1", "Chunked twice in two lines is refused.", "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked", body: "0\r\n\r\n", gives: .refused(400)),
        .fields(
            "9112 6.1", "Identity behind chunked is refused.", "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity",
            body: "0\r\n\r\n", gives: .refused(400)),
        .fields(
            "9112 6.1", "A coding that begins like chunked is another.", "Transfer-Encoding: chunkedx",
            gives: .refused(501)),
        .fields("9112 6.1", "One that ends like it too.", "Transfer-Encoding: xchunked", gives: .refused(501)),
        .fields("9112 7", "Chunked has no parameters.", "Transfer-Encoding: chunked;q=1", gives: .refused(501)),
        .fields("9112 6.1", "An empty coding is none.", "Transfer-Encoding:", gives: .refused(400)),
        .fields(
            "9112 6.1", "A list with an empty member is refused.", "Transfer-Encoding: ,chunked", gives: .refused(501)),
        .fields("9112 6.1", "A vertical tab hides no coding.", "Transfer-Encoding: \u{B}chunked", gives: .refused(400)),
        .fields(
            "9112 5.1", "Spaces around a coding are no part of it.", "Transfer-Encoding: \t chunked  ",
            body: "0\r\n\r\n",
            gives: .body("")),
        .fields(
            "9112 5.1", "A tab behind chunked is refused: llhttp would see no coding, and a body of another length.",
            "Transfer-Encoding: chunked \t", body: "0\r\n\r\n", gives: .refused(400)),
        .fields("9112 6.1", "A quoted coding is none.", "Transfer-Encoding: \"chunked\"", gives: .refused(501)),
        .head(
            "9112 6.1", "A coding in HTTP/1.0 is refused.", "POST / HTTP/1.0", "Transfer-Encoding: chunked",
            body: "0\r\n\r\n", gives: .refused(400)),
        .head(
            "9112 6.1", "Even beside a length.", "POST / HTTP/1.0", "Content-Length: 5", "Transfer-Encoding: chunked",
            body: "0\r\n\r\n", gives: .refused(400)),
    ]

    static let connections: [Self] = [
        .fields("9112 9.3", "A connection of HTTP/1.1 is kept.", gives: .flags([])),
        .raw(
            "9112 9.6", "Nothing is read behind a request that says close.",
            "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n\u{0}", gives: .accepted("GET /a", flags: .close)),
        .raw(
            "9112 9.3", "Nor behind one of HTTP/1.0.", "GET /a HTTP/1.0\r\n\r\n\u{0}",
            gives: .accepted("GET /a", flags: .http10)),
        .raw(
            "9112 9.3", "HTTP/1.0 may ask to keep the connection.",
            "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
            gives: .all(("GET /a", ""), ("GET /b", ""))),
        .head(
            "9112 9.3", "Close counts before keep-alive.", "GET /a HTTP/1.0", "Connection: keep-alive, close",
            body: "\u{0}", gives: .accepted("GET /a", flags: [.http10, .keepAlive, .close])),
        .fields("9110 7.6.1", "Connection is a list.", "Connection: te ,\tCLOSE ,", gives: .flags(.close)),
        .fields(
            "9110 7.6.1", "Its lines add up.", "Connection: keep-alive", "Connection: close",
            gives: .flags([.keepAlive, .close])),
        .fields("9110 7.6.1", "Its empty members are passed over.", "Connection: ,, ,close", gives: .flags(.close)),
        .fields(
            "9110 7.6.1", "An option that contains another is a different one.", "Connection: closed", gives: .flags([])
        ),
        .fields("9110 7.6.1", "An option may be unknown.", "Connection: x-trace", gives: .flags([])),
        .fields(
            "9110 7.8", "An upgrade is asked for with two fields.", "Connection: Upgrade", "Upgrade: websocket",
            gives: .flags(.upgrade)),
        .fields("9110 7.8", "Upgrade alone asks for nothing.", "Upgrade: websocket", gives: .flags([])),
        .fields("9110 7.8", "Nor does the option alone.", "Connection: upgrade", gives: .flags([])),
        .head(
            "9110 7.8", "An upgrade in HTTP/1.0 is ignored.", "GET / HTTP/1.0", "Connection: upgrade",
            "Upgrade: websocket",
            gives: .accepted("GET /", flags: .http10)),
        .fields(
            "9110 10.1.1", "A client may wait for 100.", "Expect: 100-Continue", "Content-Length: 2", body: "hi",
            gives: .accepted("POST /", body: "hi", flags: [.expectsContinue, .hasLength])),
        .fields("9110 10.1.1", "Other expectations are refused with 417.", "Expect: tea", gives: .refused(417)),
        .fields("9110 10.1.1", "So is a list of them.", "Expect: 100-continue, tea", gives: .refused(417)),
        .head(
            "9110 10.1.1", "An expectation in HTTP/1.0 is ignored.", "POST / HTTP/1.0", "Expect: 100-continue",
            gives: .accepted("POST /", flags: .http10)),
    ]
}
