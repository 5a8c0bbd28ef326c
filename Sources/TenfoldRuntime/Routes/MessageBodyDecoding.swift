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
        var parameters: [String: [String]] = [:]
        for item in request.queryItems { parameters[item.name, default: []].append(item.value) }
        for (name, value) in zip(request.parameters.names, request.parameters.values) { parameters[name] = [value] }
        let issues = FieldIssues()
        let message = try decoded(type, body: body, parameters: parameters, issues: issues, coder: coder)
        var errors = issues.errors
        if let message {
            if errors.isEmpty { return message }
            errors += furtherErrors(of: message, besides: errors)
        }
        let unreadable = issues.fieldsOfAddress.intersection(request.parameters.names)
        if errors.allSatisfy({ unreadable.contains($0.field) }) {
            throw Refusal.notFound("tenfold.not-found", "There is no such thing here.")
        }
        throw Refusal.invalid(errors)
    }

    private static func decoded<Body: Message>(
        _ type: Body.Type, body: ByteBuffer, parameters: [String: [String]], issues: FieldIssues, coder: any JSONCoder
    ) throws -> Body? {
        do {
            guard body.readableBytes > 0 else {
                return try Body(from: FieldDecoder(base: nil, parameters: parameters, issues: issues))
            }
            let source = BodySource(parameters: parameters, issues: issues)
            return try coder.decode(Sourced<Body>.self, from: body, userInfo: source.userInfo).value
        } catch is FieldsAreWrong {
            return nil
        } catch {
            guard issues.errors.isEmpty else { return nil }
            throw Refusal(.malformed, code: "tenfold.malformed-json", "The body is not valid JSON.")
        }
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
    let parameters: [String: [String]]
    let issues: FieldIssues
}

/// Decodes a message through `FieldDecoder`, whatever the coder underneath.
private struct Sourced<Body: Decodable>: Decodable {
    let value: Body

    init(from decoder: any Decoder) throws {
        guard let source = BodySource.key.flatMap({ decoder.userInfo[$0] }) as? BodySource else {
            throw Fault(.programming, "the body's source is missing from the user info")
        }
        value = try Body(from: FieldDecoder(base: decoder, parameters: source.parameters, issues: source.issues))
    }
}
