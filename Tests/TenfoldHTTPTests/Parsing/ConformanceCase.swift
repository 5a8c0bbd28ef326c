import Testing

@testable import TenfoldHTTP

/// A rule of RFC 9110 or RFC 9112 in our own words, bytes that it is about, and what the parser makes of them.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        case accepted([Wanted])
        case refused(Int)
        /// Neither whole nor refused.
        case waits
    }

    /// What of an accepted request is looked at; nil for what does not matter.
    struct Wanted: Sendable {
        /// Method and target.
        var line: String
        var path: String?
        var fields: [String]?
        var body = ""
        var flags: RequestHeadIndex.Flags?
    }

    var section: String
    var rule: String
    var bytes: [UInt8]
    var outcome: Outcome

    var testDescription: String { "\(section): \(rule)" }
}

extension ConformanceCase {
    /// A head of these lines, each ended by CR LF, then an empty line, then the body.
    static func head(
        _ section: String, _ rule: String, _ lines: String..., body: String = "", gives outcome: Outcome
    ) -> Self {
        raw(section, rule, lines.map { $0 + "\r\n" }.joined() + "\r\n" + body, gives: outcome)
    }

    /// These field lines behind `POST / HTTP/1.1` and `Host: a`.
    static func fields(
        _ section: String, _ rule: String, _ lines: String..., body: String = "", gives outcome: Outcome
    ) -> Self {
        let head = ["POST / HTTP/1.1", "Host: a"] + lines
        return raw(section, rule, head.map { $0 + "\r\n" }.joined() + "\r\n" + body, gives: outcome)
    }

    /// A chunked body.
    static func chunks(_ section: String, _ rule: String, _ body: String, gives outcome: Outcome) -> Self {
        fields(section, rule, "Transfer-Encoding: chunked", body: body, gives: outcome)
    }

    /// Exactly these bytes.
    static func raw(_ section: String, _ rule: String, _ text: String, gives outcome: Outcome) -> Self {
        Self(section: section, rule: rule, bytes: Array(latin1: text), outcome: outcome)
    }
}

extension ConformanceCase.Outcome {
    static func accepted(
        _ line: String, path: String? = nil, fields: [String]? = nil, body: String = "",
        flags: RequestHeadIndex.Flags? = nil
    ) -> Self {
        .accepted([ConformanceCase.Wanted(line: line, path: path, fields: fields, body: body, flags: flags)])
    }

    /// Of a request to `POST /`.
    static func body(_ text: String) -> Self { .accepted("POST /", body: text) }

    /// Of a request to `POST /` without a body.
    static func flags(_ flags: RequestHeadIndex.Flags) -> Self { .accepted("POST /", flags: flags) }

    /// Several requests, each as method, target and body.
    static func all(_ requests: (line: String, body: String)...) -> Self {
        .accepted(requests.map { ConformanceCase.Wanted(line: $0.line, body: $0.body) })
    }
}
