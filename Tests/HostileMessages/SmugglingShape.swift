/// A message that two servers in a row might frame differently, and what ours answers to it.
package struct SmugglingShape: CustomStringConvertible, Sendable {
    package let what: String
    package let bytes: String
    /// What may be answered: some mistakes may be seen as one of two.
    package let statuses: Set<Int>

    package var description: String { what }

    package init(_ what: String, _ bytes: String, _ statuses: Set<Int> = [400]) {
        self.what = what
        self.bytes = bytes
        self.statuses = statuses
    }

    /// A POST with these field lines, and a body.
    package static func post(_ what: String, _ lines: String, _ body: String = "hello", _ statuses: Set<Int> = [400])
        -> SmugglingShape
    {
        SmugglingShape(what, "POST /echo HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)", statuses)
    }

    /// A chunked POST.
    package static func chunks(_ what: String, _ body: String, _ statuses: Set<Int> = [400]) -> SmugglingShape {
        post(what, "Transfer-Encoding: chunked", body, statuses)
    }

    package static let all = lengths + codings + chunked + lines + requestLines

    package static let lengths: [SmugglingShape] = [
        .post("length, then coding", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        .post("coding, then length", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
        .post("two lengths that differ", "Content-Length: 5\r\nContent-Length: 0"),
        .post("two lengths that agree", "Content-Length: 5\r\ncontent-length: 5"),
        .post("a list of lengths", "Content-Length: 5, 5"),
        .post("a length with a plus", "Content-Length: +5"),
        .post("a length below zero", "Content-Length: -5"),
        .post("a length with a blank inside", "Content-Length: 5 0"),
        .post("a length in hexadecimal", "Content-Length: 0x5"),
        .post("a length with a fraction", "Content-Length: 5.0"),
        .post("an empty length", "Content-Length: "),
        .post("a length of 64 bits and more", "Content-Length: 18446744073709551621"),
        .post("a length in quotes", "Content-Length: \"5\""),
        .post("a length with a NUL", "Content-Length: 5\u{0}"),
        .post("a length with a form feed", "Content-Length: \u{c}5"),
    ]

    package static let codings: [SmugglingShape] = [
        .post("a coding that is none", "Transfer-Encoding: xchunked", "0\r\n\r\n", [501]),
        .post("identity", "Transfer-Encoding: identity", "0\r\n\r\n", [501]),
        .post("chunked, but not last", "Transfer-Encoding: chunked, identity", "0\r\n\r\n", [501]),
        .post("chunked twice in one field", "Transfer-Encoding: chunked, chunked", "0\r\n\r\n", [501]),
        .post("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        .post("a vertical tab before the coding", "Transfer-Encoding: \u{b}chunked", "0\r\n\r\n"),
        .post("a blank before the coding's colon", "Transfer-Encoding : chunked", "0\r\n\r\n"),
        .post("a coding in a folded line", "X: a\r\n Transfer-Encoding: chunked", "0\r\n\r\n"),
        .post("a coding on the line below", "Transfer-Encoding:\r\n chunked", "0\r\n\r\n"),
        .post("a quoted coding", "Transfer-Encoding: \"chunked\"", "0\r\n\r\n", [501]),
        SmugglingShape("a coding in 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

    package static let chunked: [SmugglingShape] = [
        .chunks("a chunk size with a sign", "+5\r\nhello\r\n0\r\n\r\n"),
        .chunks("a chunk size below zero", "-5\r\nhello\r\n0\r\n\r\n"),
        .chunks("a chunk size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        .chunks("a blank before the chunk size", " 5\r\nhello\r\n0\r\n\r\n"),
        .chunks("a chunk size that is none", "five\r\nhello\r\n0\r\n\r\n"),
        .chunks("an empty chunk size", "\r\nhello\r\n0\r\n\r\n"),
        .chunks("a chunk size of 64 bits and more", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        .chunks("a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n"),
        .chunks("a trailer without a colon", "0\r\nX\r\n\r\n"),
        .chunks("a blank before the colon of a trailer", "0\r\nX : a\r\n\r\n"),
        .chunks("a NUL in a trailer", "0\r\nX: \u{0}\r\n\r\n"),
    ]

    package static let lines: [SmugglingShape] = [
        .post("a line that ends with LF", "X: a\nContent-Length: 5"),
        .post("a CR in a value", "X: a\rContent-Length: 5"),
        .post("a NUL in a value", "X: a\u{0}b\r\nContent-Length: 5"),
        .post("a NUL in a name", "X\u{0}: a\r\nContent-Length: 5"),
        .post("a control in a value", "X: a\u{1}b\r\nContent-Length: 5"),
        .post("a DEL in a value", "X: a\u{7f}b\r\nContent-Length: 5"),
        .post("a folded value", "X: a\r\n b\r\nContent-Length: 5"),
        .post("a value folded by a tab", "X: a\r\n\tb\r\nContent-Length: 5"),
        .post("a blank before the colon", "Content-Length : 5"),
        .post("a tab before the colon", "Content-Length\t: 5"),
        .post("a name with a blank", "Content Length: 5"),
        .post("a line without a colon", "Content-Length"),
        .post("a line without a name", ": 5"),
        .post("a name beyond ASCII", "X\u{e9}: 5"),
        SmugglingShape(
            "a blank before the first line", "POST /echo HTTP/1.1\r\n Host: a\r\nContent-Length: 5\r\n\r\nhello"),
        SmugglingShape("no Host", "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
        .post("two Hosts", "Host: b\r\nContent-Length: 5"),
        .post("two equal Hosts", "Host: a\r\nContent-Length: 5"),
        SmugglingShape("a list of Hosts", "POST /echo HTTP/1.1\r\nHost: a, b\r\nContent-Length: 5\r\n\r\nhello"),
        SmugglingShape("a Host with a path", "POST /echo HTTP/1.1\r\nHost: a/b\r\nContent-Length: 5\r\n\r\nhello"),
        SmugglingShape("a Host with a blank", "POST /echo HTTP/1.1\r\nHost: a b\r\nContent-Length: 5\r\n\r\nhello"),
    ]

    package static let requestLines: [SmugglingShape] = [
        SmugglingShape(
            "a request line that ends with LF", "POST /echo HTTP/1.1\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
        SmugglingShape("a tab in the request line", "POST\t/echo\tHTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("two blanks before the target", "POST  /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("two blanks behind the target", "POST /echo  HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a blank before the method", " POST /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a blank behind the version", "POST /echo HTTP/1.1 \r\nHost: a\r\n\r\n"),
        SmugglingShape("a target with a blank", "POST /echo x HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a target with a fragment", "POST /echo#x HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a target with a NUL", "POST /echo\u{0} HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a version in lower case", "POST /echo http/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a version with a third part", "POST /echo HTTP/1.1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [505]),
        SmugglingShape("a target that is no path", "POST echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        SmugglingShape("a method that is no token", "PO(ST /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]
}
