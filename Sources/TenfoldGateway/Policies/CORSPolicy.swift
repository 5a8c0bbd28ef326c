import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Which pages of other origins may ask (the Fetch standard, section 3.2: the CORS protocol).
package struct CORSPolicy: Sendable, Hashable {
    /// `https://app.example.com`, or `*` for all; then without credentials.
    package var origins: Set<String>
    package var methods: [String] = ["GET", "HEAD", "POST"]
    /// Fields of requests, in lower case.
    package var fields: [String] = []
    /// Fields of responses that pages may read.
    package var exposed: [String] = []
    package var allowsCredentials = false
    /// How long a browser may remember the answer.
    package var maxAge = Duration.seconds(600)

    package init(origins: Set<String>) { self.origins = origins }

    func allows(_ origin: String) -> Bool { origins.contains("*") || origins.contains(origin) }

    /// What a response to a page of that origin says; empty where the origin may not ask.
    func responseFields(for origin: String) -> [(String, String)] {
        guard allows(origin) else { return [("vary", "Origin")] }
        let isAnybody = origins.contains("*") && !allowsCredentials
        var fields = [("access-control-allow-origin", isAnybody ? "*" : origin)]
        if !isAnybody { fields.append(("vary", "Origin")) }
        if allowsCredentials { fields.append(("access-control-allow-credentials", "true")) }
        if !exposed.isEmpty { fields.append(("access-control-expose-headers", exposed.joined(separator: ", "))) }
        return fields
    }

    /// The answer to a browser that asks whether it may ask: a request of its own, without credentials.
    func preflight(origin: String, method: String, fields asked: [Substring]) -> Response {
        var answer = Response(status: .noContent)
        guard allows(origin), methods.contains(method),
            asked.allSatisfy({ fields.contains($0.lowercased()) || fields.contains("*") })
        else {
            answer.fields["vary"] = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
            return answer
        }
        for (name, value) in responseFields(for: origin) { answer.fields[name] = value }
        answer.fields["vary"] = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
        answer.fields["access-control-allow-methods"] = methods.joined(separator: ", ")
        if !asked.isEmpty { answer.fields["access-control-allow-headers"] = asked.joined(separator: ", ") }
        answer.fields["access-control-max-age"] = String(maxAge.components.seconds)
        return answer
    }
}
