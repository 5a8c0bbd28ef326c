import FoundationEssentials

extension JSONTape {
    /// Decodes a value of any type; dates, data, addresses and decimals in their JSON forms.
    @inline(__always)
    func value<Value: Decodable>(_ type: Value.Type, _ index: Int) throws -> Value {
        if type == String.self, let value = identical(try string(index), as: type) { return value }
        if type == Int.self, let value = identical(try integer(Int.self, index), as: type) { return value }
        return try general(type, index)
    }

    private func general<Value: Decodable>(_ type: Value.Type, _ index: Int) throws -> Value {
        if type == Double.self, let value = identical(try double(index), as: type) { return value }
        if type == Date.self, let value = identical(try date(index), as: type) { return value }
        if type == Data.self, let value = identical(try data(index), as: type) { return value }
        if type == URL.self, let value = identical(try url(index), as: type) { return value }
        if type == Decimal.self, let value = identical(try decimal(index), as: type) { return value }
        return try Value(from: TapeDecoder(tape: self, index: index))
    }

    @inline(__always)
    func flag(_ index: Int) throws -> Bool {
        switch kind(index) {
        case .yes: return true
        case .no: return false
        default: throw mismatch(Bool.self, index)
        }
    }

    @inline(__always)
    func string(_ index: Int) throws -> String {
        guard kind(index) == .string else { throw mismatch(String.self, index) }
        return text(index)
    }

    @inline(__always)
    func double(_ index: Int) throws -> Double {
        try checkNumber(Double.self, index)
        guard let number = read(index, JSONNumber.double) else { throw misfit(Double.self, index) }
        return number
    }

    func float(_ index: Int) throws -> Float {
        try checkNumber(Float.self, index)
        guard let number = read(index, JSONNumber.float) else { throw misfit(Float.self, index) }
        return number
    }

    @inline(__always)
    func integer<Number: FixedWidthInteger>(_ type: Number.Type, _ index: Int) throws -> Number {
        try checkNumber(type, index)
        guard let number = read(index, { JSONInteger($0, $1)?.value(as: type) }) else { throw misfit(type, index) }
        return number
    }

    @inline(__always)
    private func checkNumber(_ type: any Any.Type, _ index: Int) throws {
        let kind = kind(index)
        guard kind == .integer || kind == .number else { throw mismatch(type, index) }
    }

    // MARK: Types with a JSON form of their own

    private func date(_ index: Int) throws -> Date {
        guard let date = RFC3339.parse(try string(index)) else {
            throw corrupted(index, "must be a time such as 2026-01-31T12:00:00Z")
        }
        return date
    }

    private func data(_ index: Int) throws -> Data {
        guard let data = Data(base64Encoded: try string(index)) else { throw corrupted(index, "must be base64") }
        return data
    }

    private func url(_ index: Int) throws -> URL {
        guard let url = URL(string: try string(index)) else { throw corrupted(index, "must be a URL") }
        return url
    }

    private func decimal(_ index: Int) throws -> Decimal {
        try checkNumber(Decimal.self, index)
        guard let decimal = Decimal(string: digits(index)), decimal.isFinite else { throw misfit(Decimal.self, index) }
        return decimal
    }
}
