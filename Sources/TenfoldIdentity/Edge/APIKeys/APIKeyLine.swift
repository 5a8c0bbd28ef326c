import FoundationEssentials
package import TenfoldCore

/// One line of a file of API keys.
package enum APIKeyLine {
    struct Fault: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    /// What the words after the name and the digest say.
    private struct Attributes {
        var scopes: Set<String> = []
        var roles: Set<String> = []
        var plan: String?
        var principal: String?
        var expiresAtSeconds: Int64?
        var isDisabled = false
        var seen: Set<String> = []
    }

    private static let longestName = 64
    private static let longestPrincipal = ClaimChecks.longestSubject

    /// The line for a new key.
    package static func text(name: String, key: Secret<String>) -> String {
        "\(name) \(APIKey.digest(of: key).hexadecimal)"
    }

    /// What is wrong with the name of a key, as a clause; nil where nothing is.
    package static func fault(inName name: String) -> String? {
        isName(name)
            ? nil
            : "a name has 1 to \(longestName) ASCII letters, digits and -._@: and \(name.debugDescription) is none"
    }

    /// - Parameter words: at least one.
    static func entry(_ words: [ArraySlice<UInt8>]) throws(Fault) -> APIKeyEntry {
        guard let texts = Self.texts(words) else { throw Fault("it is no UTF-8") }
        if let fault = fault(inName: texts[0]) { throw Fault(fault) }
        guard words.count > 1, let digest = TokenDigest(hexadecimal: words[1]) else {
            throw Fault("after the name the SHA-256 of the key is expected: 64 hexadecimal digits in lower case")
        }
        var attributes = Attributes()
        for word in texts.dropFirst(2) { try read(word, into: &attributes) }
        return APIKeyEntry(
            name: texts[0], digest: digest,
            principal: Principal(id: attributes.principal ?? texts[0], roles: attributes.roles),
            scopes: attributes.scopes, plan: attributes.plan, expiresAtSeconds: attributes.expiresAtSeconds,
            isDisabled: attributes.isDisabled)
    }

    private static func texts(_ words: [ArraySlice<UInt8>]) -> [String]? {
        let texts = words.compactMap { String(validating: $0, as: UTF8.self) }
        return texts.count == words.count ? texts : nil
    }

    private static func read(_ word: String, into attributes: inout Attributes) throws(Fault) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard attributes.seen.insert(name).inserted else { throw Fault("\(name) is given twice") }
        if word == "disabled" {
            attributes.isDisabled = true
            return
        }
        guard parts.count == 2 else { throw unknown(word) }
        switch name {
        case "scopes": attributes.scopes = try list(parts[1], of: name, where: ScopeRule.isScope)
        case "roles": attributes.roles = try list(parts[1], of: name, where: isName)
        case "plan": attributes.plan = try named(parts[1], as: name)
        case "principal": attributes.principal = try principal(parts[1])
        case "expires": attributes.expiresAtSeconds = try seconds(parts[1])
        default: throw unknown(word)
        }
    }

    private static func unknown(_ word: String) -> Fault {
        Fault(
            "\(word.debugDescription) is not known: scopes=, roles=, plan=, principal=, expires= and disabled are")
    }

    private static func list(
        _ text: String, of name: String, where isElement: (String) -> Bool
    ) throws(Fault) -> Set<String> {
        let elements = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for element in elements where !isElement(element) {
            throw Fault("\(element.debugDescription) cannot be one of \(name)")
        }
        return Set(elements)
    }

    private static func named(_ text: String, as attribute: String) throws(Fault) -> String {
        guard isName(text) else { throw Fault("\(text.debugDescription) cannot be a \(attribute)") }
        return text
    }

    private static func principal(_ text: String) throws(Fault) -> String {
        guard (1...longestPrincipal).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else { throw Fault("a principal has 1 to \(longestPrincipal) bytes") }
        return text
    }

    /// A day, from whose beginning in UTC on the key is refused, or a time of RFC 3339.
    private static func seconds(_ text: String) throws(Fault) -> Int64 {
        guard let date = RFC3339.parse(text.utf8.count == 10 ? "\(text)T00:00:00Z" : text) else {
            throw Fault(
                "\(text.debugDescription) is no day like 2027-01-01, and no time like 2027-01-01T12:00:00Z")
        }
        return Int64(date.timeIntervalSince1970)
    }

    private static func isName(_ text: String) -> Bool {
        (1...longestName).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._@:".contains($0)) }
    }
}
