/// Reads the schemas that `JSONSchema.document` writes, and refuses any others.
extension JSONSchema: Decodable {
    private enum Keyword: String, CodingKey {
        case type, format, items, properties, required, additionalProperties, anyOf
        case cases = "enum"
        case anchor = "$anchor"
        case reference = "$ref"
    }

    init(from decoder: any Decoder) throws {
        let keywords = try decoder.container(keyedBy: Keyword.self)
        let schema = try Self.unanchored(keywords)
        let anchor = try keywords.decodeIfPresent(String.self, forKey: .anchor)
        self = try anchor.map { .anchored(level: try Self.level(of: $0, keywords, .anchor), schema) } ?? schema
    }

    private static func unanchored(_ keywords: KeyedDecodingContainer<Keyword>) throws -> JSONSchema {
        if let reference = try keywords.decodeIfPresent(String.self, forKey: .reference) {
            return .recursive(level: try level(of: String(reference.dropFirst()), keywords, .reference))
        }
        if keywords.contains(.anyOf) {
            var either = try keywords.nestedUnkeyedContainer(forKey: .anyOf)
            return .nullable(try either.decode(JSONSchema.self))
        }
        guard let type = try keywords.decodeIfPresent(String.self, forKey: .type) else { return .any }
        let format = try keywords.decodeIfPresent(String.self, forKey: .format)
        switch type {
        case "boolean": return .boolean
        case "integer":
            if let cases = try keywords.decodeIfPresent([Int].self, forKey: .cases) {
                return .integerEnumeration(cases)
            }
            return .integer(format: format ?? "int64")
        case "number": return .number(format: format ?? "double")
        case "string":
            let cases = try keywords.decodeIfPresent([String].self, forKey: .cases)
            return cases.map { .enumeration($0) } ?? .string(format: format)
        case "array": return .array(try keywords.decode(JSONSchema.self, forKey: .items))
        case "object": return try object(keywords)
        default: throw unknown("`type` must be one that a message can have, and is \(type)", keywords, .type)
        }
    }

    private static func object(_ keywords: KeyedDecodingContainer<Keyword>) throws -> JSONSchema {
        if keywords.contains(.additionalProperties) {
            return .map(try keywords.decode(JSONSchema.self, forKey: .additionalProperties))
        }
        let schemas = try keywords.decode([String: JSONSchema].self, forKey: .properties)
        let required = Set(try keywords.decodeIfPresent([String].self, forKey: .required) ?? [])
        return .object(
            schemas.map { Property(name: $0.key, schema: $0.value, isRequired: required.contains($0.key)) }
        ).canonical
    }

    private static func level(
        of anchor: String, _ keywords: KeyedDecodingContainer<Keyword>, _ keyword: Keyword
    ) throws -> Int {
        guard let digits = anchor.wholeMatch(of: /level([0-9]{1,3})/)?.1, let level = Int(digits) else {
            throw unknown("an anchor must be `level` and a number, and is \(anchor)", keywords, keyword)
        }
        return level
    }

    private static func unknown(
        _ sentence: String, _ keywords: KeyedDecodingContainer<Keyword>, _ keyword: Keyword
    ) -> DecodingError {
        .dataCorruptedError(forKey: keyword, in: keywords, debugDescription: sentence)
    }
}
