import Synchronization
import TenfoldCore

/// What was wrong with the fields of one body, gathered while it is decoded.
final class FieldIssues: Sendable {
    /// So many are told. A body can have far more, and telling them all would take time that grows with their square.
    static let limit = 100

    private struct Gathered {
        var errors: [FieldError] = []
        var fieldsOfAddress: Set<String> = []
    }

    private let gathered = Mutex(Gathered())

    var isEmpty: Bool { gathered.withLock { $0.errors.isEmpty } }

    var errors: [FieldError] { gathered.withLock { $0.errors } }

    /// Whether no more are noted: decoding need not go on.
    var isFull: Bool { gathered.withLock { $0.errors.count >= Self.limit } }

    /// The fields whose text in the address, path or query, could not be read.
    var fieldsOfAddress: Set<String> { gathered.withLock { $0.fieldsOfAddress } }

    /// Notes what is wrong with a field, unless something is noted of it already.
    func note(_ path: [any CodingKey], _ message: String, isOfAddress: Bool = false) {
        let field = FieldPath.text(of: path)
        gathered.withLock { gathered in
            guard gathered.errors.count < Self.limit, !gathered.errors.contains(where: { $0.field == field }) else {
                return
            }
            gathered.errors.append(FieldError(field: field, message: message))
            if isOfAddress { gathered.fieldsOfAddress.insert(field) }
        }
    }
}

/// Thrown when decoding cannot go on; what was wrong is in the issues already.
struct FieldsAreWrong: Error {}

/// Paths as people write them: `lines[0].quantity`.
enum FieldPath {
    static func text(of path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return text
    }
}

/// What a field must be, in words.
enum ExpectedType {
    static func sentence(for type: any Any.Type) -> String {
        if type is any BinaryInteger.Type { return "must be a whole number" }
        if type is any BinaryFloatingPoint.Type { return "must be a number" }
        if type == Bool.self { return "must be true or false" }
        if type == String.self { return "must be text" }
        if type is any ListLike.Type { return "must be a list" }
        return "must be an object"
    }

    static func sentence(for error: any Error, type: any Any.Type) -> String {
        if let enumeration = type as? any CaseIterable.Type, let cases = caseList(enumeration) {
            return "must be one of \(cases)"
        }
        guard let error = error as? DecodingError else { return sentence(for: type) }
        switch error {
        case .keyNotFound: return "is required"
        case .valueNotFound: return "must not be null"
        case .typeMismatch(let expected, _): return sentence(for: expected)
        case .dataCorrupted(let context):
            return context.debugDescription.hasPrefix("must ") ? context.debugDescription : sentence(for: type)
        @unknown default: return sentence(for: type)
        }
    }

    static func caseList<Enumeration: CaseIterable>(_ type: Enumeration.Type) -> String? {
        let names = type.allCases.compactMap { ($0 as? any RawRepresentable<String>)?.rawValue }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}

private protocol ListLike {}
extension Array: ListLike {}
extension Set: ListLike {}

/// A key of any name, for containers whose keys are not known here.
struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        self.intValue = nil
    }

    init(intValue: Int) {
        self.stringValue = String(intValue)
        self.intValue = intValue
    }
}
