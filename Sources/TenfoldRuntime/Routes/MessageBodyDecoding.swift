import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Makes a message out of a request: path parameters first, then query items, then the JSON body.
enum MessageBodyDecoding {
    /// Throws `Refusal`: `malformed` for broken JSON, `notFound` when only the path is wrong, `invalid` with every
    /// wrong field.
    static func message<Body: Message>(
        _ type: Body.Type, from request: Request, body: ByteBuffer, coder: any JSONCoder
    ) throws -> Body {
        try message(type, address: AddressValues(of: request), body: body, coder: coder)
    }

    static func message<Body: Message>(
        _ type: Body.Type, address: AddressValues, body: ByteBuffer, coder: any JSONCoder
    ) throws -> Body {
        let issues = FieldIssues()
        let message: Body
        do {
            message = try decoded(type, body: body, address: address, issues: issues, coder: coder)
        } catch {
            guard error is FieldsAreWrong || !issues.isEmpty else {
                throw Refusal(.malformed, code: "tenfold.malformed-json", "The body is not valid JSON.")
            }
            throw refusal(of: address, issues.errors, issues)
        }
        if issues.isEmpty { return message }
        throw refusal(of: address, issues.errors + furtherErrors(of: message, besides: issues.errors), issues)
    }

    private static func decoded<Body: Message>(
        _ type: Body.Type, body: ByteBuffer, address: AddressValues, issues: FieldIssues, coder: any JSONCoder
    ) throws -> Body {
        guard body.readableBytes > 0 else {
            return try Body(from: FieldDecoder(base: nil, address: address, issues: issues))
        }
        return try decodedFromBody(type, body: body, source: BodySource(address: address, issues: issues), coder: coder)
    }

    /// On its own, so that messages without a body never make this generic type's metadata.
    private static func decodedFromBody<Body: Message>(
        _ type: Body.Type, body: ByteBuffer, source: BodySource, coder: any JSONCoder
    ) throws -> Body {
        try coder.decode(Sourced<Body>.self, from: body, userInfo: source.userInfo).value
    }

    private static func refusal(of address: AddressValues, _ errors: [FieldError], _ issues: FieldIssues) -> Refusal {
        let unreadable = issues.fieldsOfAddress.intersection(address.namesOfPath)
        if errors.allSatisfy({ unreadable.contains($0.field) }) {
            return Refusal.notFound("tenfold.not-found", "There is no such thing here.")
        }
        return Refusal.invalid(errors)
    }

    /// What the message's own checks find in the fields that could be read.
    private static func furtherErrors(of message: some Message, besides known: [FieldError]) -> [FieldError] {
        guard let validated = message as? any Validated else { return [] }
        let names = Set(known.map(\.field))
        return validated.fieldErrors.filter { error in
            !names.contains(error.field)
                && !names.contains { error.field.hasPrefix($0 + ".") || error.field.hasPrefix($0 + "[") }
        }
    }
}

/// What the address said, handed to the decoding through its user info.
private struct BodySource: Sendable {
    /// Nil only for an empty text, which this is not.
    static let key = CodingUserInfoKey(rawValue: "tenfold.body-source")

    var userInfo: [CodingUserInfoKey: any Sendable] { Self.key.map { [$0: self] } ?? [:] }
    let address: AddressValues
    let issues: FieldIssues
}

/// Decodes a message through `FieldDecoder`, whatever the coder underneath.
private struct Sourced<Body: Decodable>: Decodable {
    let value: Body

    init(from decoder: any Decoder) throws {
        guard let source = BodySource.key.flatMap({ decoder.userInfo[$0] }) as? BodySource else {
            throw Fault(.programming, "the body's source is missing from the user info")
        }
        value = try Body(from: FieldDecoder(base: decoder, address: source.address, issues: source.issues))
    }
}
