import Crypto
import FoundationEssentials
import TenfoldCore
import TenfoldHTTP

/// Sessions as clients of the public API carry them: signed, in the field `Tenfold-Session` or, in browsers, the cookie
/// `tenfold-session`. An answer has one when something was written.
struct SessionTokens: Sendable {
    static let fieldName = "Tenfold-Session"
    static let cookieName = "tenfold-session"

    let key: SymmetricKey
    let clock: any WallClock

    /// The session that a request brings, or a new one: a token that is forged, damaged or too old says nothing.
    func session(of request: Request) -> Session {
        let text = request.fields[Self.fieldName] ?? request.cookies[Self.cookieName]
        let now = Int64(clock.now().timeIntervalSince1970)
        return Session(text.flatMap { entries(in: $0) } ?? [], nowSeconds: now)
    }

    /// Adds a token to the answer where the call wrote something.
    func tell(_ session: Session, in response: inout Response) {
        guard !session.news.isEmpty else { return }
        let token = token(for: session.entries)
        response.fields.append(Self.fieldName, token)
        var cookie = SetCookie(Self.cookieName, token, maxAge: .seconds(Session.lifetimeSeconds))
        // On loopback, in development, there is no TLS; the token opens nothing.
        cookie.isSecure = false
        response.fields.add(cookie)
    }

    func token(for entries: [Session.Entry]) -> String {
        let text = SessionText.write(entries)
        return "\(text)~\(signature(of: text))"
    }

    func entries(in token: String) -> [Session.Entry]? {
        guard token.utf8.count <= SessionText.longest, let border = token.utf8.lastIndex(of: UInt8(ascii: "~")) else {
            return nil
        }
        let text = String(token[..<border])
        let isOurs = ConstantTime.areEqual(token[token.index(after: border)...].utf8, signature(of: text).utf8)
        return isOurs ? SessionText.read(text) : nil
    }

    private func signature(of text: String) -> String {
        let code = Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
        return Hexadecimal.text(Self.word(code[0..<8]), Self.word(code[8..<16]))
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
