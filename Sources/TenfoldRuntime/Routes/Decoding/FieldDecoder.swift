import FoundationEssentials
import TenfoldCore

/// Wraps any decoder so that every wrong field is noted, not just the first, and so that values from the path and the
/// query string come before those of the body.
struct FieldDecoder: Decoder {
    let base: (any Decoder)?
    let address: AddressValues
    let issues: FieldIssues
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { base?.userInfo ?? [:] }

    init(
        base: (any Decoder)?, address: AddressValues = .none, issues: FieldIssues,
        codingPath: [any CodingKey] = []
    ) {
        self.base = base
        self.address = address
        self.issues = issues
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let base else {
            return KeyedDecodingContainer(
                AddressContainer(address: address, issues: issues, codingPath: codingPath))
        }
        let inner: KeyedDecodingContainer<Key>
        do {
            inner = try base.container(keyedBy: type)
        } catch {
            issues.note(codingPath, "must be an object")
            throw FieldsAreWrong()
        }
        return KeyedDecodingContainer(
            FieldContainer(base: inner, address: address, issues: issues, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let base else { throw missing([Int].self) }
        return FieldList(base: try base.unkeyedContainer(), issues: issues, codingPath: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard let base else { throw missing(String.self) }
        return try base.singleValueContainer()
    }

    private func missing(_ type: any Any.Type) -> DecodingError {
        .valueNotFound(type, .init(codingPath: codingPath, debugDescription: "must not be empty"))
    }

    /// Decodes one field's value, noting what is wrong with it. Goes on with a sample where there is one.
    static func value<Value: Decodable>(
        _ type: Value.Type, at path: [any CodingKey], issues: FieldIssues, isOfAddress: Bool = false,
        decode: () throws -> Value
    ) throws -> Value {
        do {
            return try decode()
        } catch is FieldsAreWrong {
        } catch {
            issues.note(path, ExpectedType.sentence(for: error, type: type), isOfAddress: isOfAddress)
        }
        guard !issues.isFull, let sample = sampleValue(of: type) else { throw FieldsAreWrong() }
        return sample
    }

    /// Types that coders treat by a strategy of their own: these must not be opened up.
    static func isOpaque(_ type: any Any.Type) -> Bool {
        type == Date.self || type == Data.self || type == URL.self || type == Decimal.self
    }
}
