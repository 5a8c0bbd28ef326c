@testable import TenfoldHTTP

extension ConformanceCase {
    static let chunks: [Self] = [
        .chunks("9112 7.1", "Chunks are put together.", "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", gives: .body("hello!")),
        .chunks(
            "9112 7.1", "A size is hexadecimal, in any case.", "A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n",
            gives: .body("01234567890123456789a")),
        .chunks("9112 7.1", "A size may have zeros before it.", "002\r\nhi\r\n000\r\n\r\n", gives: .body("hi")),
        .chunks(
            "9112 7.1", "Data may look like framing.", "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", gives: .body("0\r\n\r\n\r\n")),
        .raw(
            "9112 7.1", "The next request begins behind the last line.",
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .all(("POST /a", ""), ("GET /b", ""))),
        .chunks("9112 8", "A body without its last chunk waits for more.", "2\r\nhi\r\n", gives: .waits),
        .chunks("9112 8", "A body without its last line waits for more.", "2\r\nhi\r\n0\r\n", gives: .waits),
        .chunks("9112 7.1", "A size is not empty.", "\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no 0x.", "0x2\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no sign.", "+2\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size is not negative.", "-2\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no blank before it.", " 2\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no blank behind it.", "2 \r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no tab behind it.", "2\t\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no other letters.", "g\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no underscore.", "0_2\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A size has no byte above ASCII.", "\u{B2}\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "15 digits are a size.", "7FFFFFFFFFFFFFF\r\nhi", gives: .waits),
        .chunks("9112 7.1", "16 digits are too many.", "0000000000000002\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks(
            "9112 7.1", "A size does not wrap around.", "10000000000000002\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A bare LF does not end a size.", "2\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A bare CR does not end a size.", "2\rhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "CR CR LF does not end a size.", "2\r\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "Data is followed by CR LF.", "2\r\nhi0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "Data is not longer than its size.", "2\r\nhi!\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A bare LF does not follow data.", "2\r\nhi\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A bare CR does not follow data.", "2\r\nhi\r0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1", "A NUL is no size.", "\u{0}\r\n\r\n", gives: .refused(400)),
        .chunks(
            "9112 7.1.1", "Extensions are passed over.", "2;a;b=c;d=\"e;\\\"f\\\\ \tg\u{E9}\"\r\nhi\r\n0;last\r\n\r\n",
            gives: .body("hi")),
        .chunks("9112 7.1.1", "An extension has a name.", "2;\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "Each has one.", "2;a;;b\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A value needs a name.", "2;=a\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A value behind = is not empty.", "2;a=\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A name is a token.", "2;a@\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "An unquoted value is a token.", "2;a=b@\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A value has one =.", "2;a=b=c\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A quoted value ends.", "2;a=\"b\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "An escape is complete.", "2;a=\"b\\\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "Nothing follows a quoted value.", "2;a=\"b\"c\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks(
            "9112 7.1.1", "Blanks of old senders before ; are refused.", "2 ;a\r\nhi\r\n0\r\n\r\n", gives: .refused(400)
        ),
        .chunks(
            "9112 7.1.1", "Blanks of old senders behind ; are refused.", "2; a\r\nhi\r\n0\r\n\r\n", gives: .refused(400)
        ),
        .chunks("9112 7.1.1", "A bare LF does not end an extension.", "2;a\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks(
            "9112 7.1.1", "A bare CR does not end an extension.", "2;a\rxx\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A quoted value has no CR LF.", "2;a=\"\r\n\"\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A quoted value has no NUL.", "2;a=\"\u{0}\"\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.1", "A quoted value has no DEL.", "2;a=\"\u{7F}\"\r\nhi\r\n0\r\n\r\n", gives: .refused(400)),
    ]

    static let trailers: [Self] = [
        .chunks(
            "9112 7.1.2", "Trailers are judged and dropped.", "0\r\nX-A: b\r\nDigest: c\tcaf\u{E9}\r\n\r\n",
            gives: .body("")),
        .chunks("9112 7.1.2", "A trailer may be empty.", "0\r\nX-A:\r\n\r\n", gives: .body("")),
        .raw(
            "9112 7.1.2", "The next request begins behind them.",
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
            gives: .all(("POST /a", ""), ("GET /b", ""))),
        .chunks("9110 6.5.1", "A length is no trailer.", "0\r\nContent-Length: 5\r\n\r\n", gives: .refused(400)),
        .chunks(
            "9110 6.5.1", "A coding is no trailer.", "0\r\ntransfer-encoding: chunked\r\n\r\n", gives: .refused(400)),
        .chunks("9110 6.5.1", "A host is no trailer.", "0\r\nHost: b\r\n\r\n", gives: .refused(400)),
        .chunks(
            "9110 6.5.1", "Credentials are no trailer.", "0\r\nX: y\r\nAuthorization: Basic eA==\r\n\r\n",
            gives: .refused(400)
        ),
        .chunks(
            "9110 6.5.1", "The longest such name is no trailer.", "0\r\nProxy-Authorization: x\r\n\r\n",
            gives: .refused(400)),
        .chunks(
            "9110 6.5.1", "A name that begins like one may be.", "0\r\nContent-Length-Extra-Long-Name: 5\r\n\r\n",
            gives: .body("")),
        .chunks("9112 7.1.2", "A trailer has no blank before its colon.", "0\r\nX : y\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "A trailer is not folded.", "0\r\nX: y\r\n z\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "A trailer has a name.", "0\r\n: y\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "A trailer has a colon.", "0\r\nX\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "A trailer has no NUL.", "0\r\nX: \u{0}\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "A bare LF does not end a trailer.", "0\r\nX: y\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "A bare CR does not end a trailer.", "0\r\nX: y\rZ: z\r\n\r\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "LF does not end the trailers.", "0\r\nX: y\r\n\n", gives: .refused(400)),
        .chunks("9112 7.1.2", "CR and another byte do not end the trailers.", "0\r\n\rX", gives: .refused(400)),
    ]
}
