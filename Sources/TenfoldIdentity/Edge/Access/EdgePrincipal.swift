/// Who a request is of, as the edge has verified it. An object, made once for a credential: making it costs more than the
/// rest of a request.
package final class EdgePrincipal: Sendable {
    /// The gateway's identity that knows it. Two identities may give the same id to two.
    package let identity: String
    package let id: String
    package let scopes: Set<String>
    package let roles: Set<String>
    /// Names the limits that hold for it; nil where its credentials name none.
    package let plan: String?
    package let isAPIKey: Bool
    /// The fields that tell the upstream, with their line ends.
    package let lines: [UInt8]

    package init(
        identity: String, id: String, scopes: Set<String> = [], roles: Set<String> = [], plan: String? = nil,
        isAPIKey: Bool = false
    ) {
        self.identity = identity
        self.id = id
        self.scopes = scopes
        self.roles = roles
        self.plan = plan
        self.isAPIKey = isAPIKey
        var text = "\(PrincipalFields.subject): \(PrincipalFields.escaped(id))\r\n"
        text += "\(PrincipalFields.identity): \(PrincipalFields.escaped(identity))\r\n"
        for (name, values) in [(PrincipalFields.scopes, scopes), (PrincipalFields.roles, roles)] where !values.isEmpty {
            text += "\(name): \(values.sorted().map(PrincipalFields.escaped).joined(separator: " "))\r\n"
        }
        lines = Array(text.utf8)
    }
}

/// The fields by which a gateway tells its upstreams who asks. What a client sends under these names is dropped.
package enum PrincipalFields {
    package static let subject = "x-authenticated-subject"
    package static let identity = "x-authenticated-identity"
    package static let scopes = "x-authenticated-scopes"
    package static let roles = "x-authenticated-roles"

    /// Visible ASCII without blanks; every other byte as `%` and two digits, and `%` too, so that it can be read back.
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if (0x21...0x7e).contains(byte), byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What `escaped` was made of; what is no escape stays as it is.
    package static func unescaped(_ text: String) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            let digits = source[(index + 1)...].prefix(2)
            if source[index] == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
