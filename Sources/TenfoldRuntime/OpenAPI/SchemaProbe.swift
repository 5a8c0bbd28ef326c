import FoundationEssentials
import TenfoldCore

/// Finds the JSON schema of a `Decodable` type by letting it decode itself from a decoder that notes what it asks for
/// and answers with samples. So no macro and no generated code is needed.
enum SchemaProbe {
    /// So many types may be inside of each other; those that hold themselves need only one.
    static let depthLimit = 32

    static func schema<Value: Decodable>(of type: Value.Type) -> JSONSchema { probe(type, SchemaPlace("")).schema }

    static func probe<Value: Decodable>(
        _ type: Value.Type, _ place: SchemaPlace
    ) -> (schema: JSONSchema, value: Value?) {
        let sample = sampleValue(of: type)
        if let schema = known(type, place) { return (schema, sample) }
        if let level = place.enclosing.firstIndex(of: ObjectIdentifier(type)) {
            place.report.noteRecursion(to: level)
            return (.recursive(level: level), sample)
        }
        guard place.enclosing.count < depthLimit else {
            place.report.note("is inside of \(depthLimit) types; it is not compared.", at: place)
            return (.any, sample)
        }
        return decoded(type, place.inside(type), sample)
    }

    private static func decoded<Value: Decodable>(
        _ type: Value.Type, _ place: SchemaPlace, _ sample: Value?
    ) -> (JSONSchema, Value?) {
        let notes = SchemaNotes()
        var value = sample
        do {
            value = try Value(from: SchemaDecoder(notes: notes, place: place))
            if notes.asksForAllKeys || isEnumeration(value) { SchemaDoubts.note(type, notes, sample, place) }
        } catch is SchemaDecoder.NoSample {
            // The report says of what.
        } catch {
            SchemaDoubts.note(type, notes, sample, place)
        }
        let level = place.enclosing.count - 1
        let schema = notes.schema
        return (place.report.takeRecursion(to: level) ? .anchored(level: level, schema) : schema, value)
    }

    static func isEnumeration(_ value: Any?) -> Bool {
        guard let value else { return false }
        return Mirror(reflecting: value).displayStyle == .enum
    }

    private static func known(_ type: any Decodable.Type, _ place: SchemaPlace) -> JSONSchema? {
        switch type {
        case is String.Type: return .string(format: nil)
        case is Bool.Type: return .boolean
        case is Date.Type: return .string(format: "date-time")
        case is URL.Type: return .string(format: "uri")
        case is UUID.Type: return .string(format: "uuid")
        case is Data.Type: return .string(format: "byte")
        case let integer as any FixedWidthInteger.Type: return .integer(format: format(of: integer))
        case is Float.Type: return .number(format: "float")
        case is Decimal.Type: return .number(format: "decimal")
        case is any BinaryFloatingPoint.Type: return .number(format: "double")
        case let special as any SchemaDescribed.Type: return special.schema(place)
        case let enumeration as any CaseIterable.Type: return schema(of: enumeration)
        default: return nil
        }
    }

    private static func format<Number: FixedWidthInteger>(of type: Number.Type) -> String {
        "\(Number.isSigned ? "int" : "uint")\(Number.bitWidth)"
    }

    /// What the cases are on the wire: all texts, or all numbers. Nil for cases with other forms.
    private static func schema<Enumeration: CaseIterable>(of type: Enumeration.Type) -> JSONSchema? {
        let values = type.allCases.map { ($0 as? any Encodable).flatMap(wireValue) }
        let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        if texts.count == values.count { return .enumeration(texts) }
        let numbers = values.compactMap { if case .integer(let number) = $0 { Int(exactly: number) } else { nil } }
        return numbers.count == values.count ? .integerEnumeration(numbers) : nil
    }

    private static func wireValue(_ value: any Encodable) -> JSONValue? {
        guard let bytes = try? StoredJSON.encode(value) else { return nil }
        return try? StoredJSON.decode(from: bytes)
    }
}
