import TenfoldCore

/// Where a message is answered on the internal port: the message `accounts.Find` of the app `shop` at
/// `/shop.accounts/Find` (the Connect protocol's procedure: package, service, method).
enum WirePath {
    static func of(_ message: String, app: String) -> String {
        guard let dot = message.lastIndex(of: ".") else { return "/\(app)/\(message)" }
        return "/\(app).\(message[..<dot])/\(message[message.index(after: dot)...])"
    }
}
