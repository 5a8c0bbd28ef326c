extension JSONTape {
    /// The value is of another type, or null.
    @inline(never)
    func mismatch(_ type: any Any.Type, _ index: Int) -> DecodingError {
        let path = codingPath(to: index)
        let found = kind(index)
        guard found != .null else {
            return .valueNotFound(
                type,
                .init(codingPath: path, debugDescription: "A value of type \(type) is expected, but there is null."))
        }
        return .typeMismatch(
            type,
            .init(
                codingPath: path, debugDescription: "A value of type \(type) is expected, but there is \(found.name)."))
    }

    /// The number does not fit the type.
    @inline(never)
    func misfit(_ type: any Any.Type, _ index: Int) -> DecodingError {
        corrupted(index, "The number \(digits(index)) does not fit \(type).")
    }

    func corrupted(_ index: Int, _ description: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath(to: index), debugDescription: description))
    }

    @inline(never)
    func missing(_ key: some CodingKey, of object: Int) -> DecodingError {
        .keyNotFound(
            key,
            .init(
                codingPath: codingPath(to: object),
                debugDescription: "There is no value for the key \(key.stringValue)."))
    }

    func endOfList(_ type: any Any.Type, _ list: Int, _ count: Int) -> DecodingError {
        .valueNotFound(
            type,
            .init(
                codingPath: codingPath(to: list) + [JSONKey(intValue: count)],
                debugDescription: "The list has no more than \(count) elements."))
    }
}

extension JSONToken.Kind {
    fileprivate var name: String {
        switch self {
        case .object: "an object"
        case .list: "a list"
        case .string: "a string"
        case .integer, .number: "a number"
        case .yes, .no: "a truth value"
        case .null: "null"
        }
    }
}
