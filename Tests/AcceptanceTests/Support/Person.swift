import TenfoldTesting
import Testing

/// An account and whoever is signed in to it.
struct Person: Sendable {
    static let password = "correct horse battery"

    let id: String
    let email: String
    let client: APIClient

    static func newEmail() -> String { "ann-\(UInt64.random(in: .min ... .max))@example.org" }

    static func signUp(at anyone: APIClient, email: String = newEmail()) async throws -> Person {
        let account = try await anyone.post(
            "/accounts", ["email": .text(email), "name": "Ann", "password": .text(password)])
        let id = try #require(account.json["id"].text, "\(account)")
        return Person(id: id, email: email, client: anyone.with(token: try await signIn(at: anyone, email: email)))
    }

    static func signIn(at anyone: APIClient, email: String) async throws -> String {
        let session = try await anyone.post("/sessions", ["email": .text(email), "password": .text(password)])
        return try #require(session.json["token"].text, "\(session)")
    }

    func order(_ lines: [(product: String, quantity: Int)], key: String? = nil) async throws -> APIResponse {
        try await client.post("/orders", Self.orderBody(lines), key: key)
    }

    static func orderBody(_ lines: [(product: String, quantity: Int)]) -> JSON {
        ["lines": .list(lines.map { ["product": .text($0.product), "quantity": .integer($0.quantity)] })]
    }
}
