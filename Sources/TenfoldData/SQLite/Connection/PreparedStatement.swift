import GRDBSQLite
import TenfoldCore

/// A prepared statement, and the columns of the row it stands on.
final class PreparedStatement: ColumnSource {
    let text: String
    let isReadOnly: Bool
    let columnCount: Int
    var lastUse: UInt64 = 0
    /// For each of SQLite's parameters, from the first, the number that follows its `$`: SQLite counts by first
    /// appearance.
    private let parameterNumbers: [Int]
    /// Nil once finalized.
    private var pointer: OpaquePointer?
    private var isOnRow = false

    init(_ text: String, handle: OpaquePointer) throws {
        self.text = text
        let (prepared, hasMore) = try Self.prepare(text, handle: handle)
        guard !hasMore else {
            sqlite3_finalize(prepared)
            throw Fault(.statementFailed, "one statement at a time: \(text)")
        }
        do {
            parameterNumbers = try Self.parameterNumbers(of: prepared, text)
        } catch {
            sqlite3_finalize(prepared)
            throw error
        }
        pointer = prepared
        isReadOnly = sqlite3_stmt_readonly(prepared) != 0
        columnCount = Int(sqlite3_column_count(prepared))
    }

    func step() -> CInt {
        let code = sqlite3_step(pointer)
        isOnRow = code == SQLITE_ROW
        return code
    }

    func reset() {
        isOnRow = false
        sqlite3_reset(pointer)
    }

    func finalize() {
        isOnRow = false
        sqlite3_finalize(pointer)
        pointer = nil
    }

    func bind(_ values: [SQLValue], handle: OpaquePointer) throws {
        for (index, number) in parameterNumbers.enumerated() {
            guard number >= 1, number <= values.count else {
                throw Fault(
                    .statementFailed, "the statement names $\(number) and was given \(values.count) values: \(text)")
            }
            let code = try values[number - 1].bind(to: pointer, at: CInt(index + 1))
            guard code == SQLITE_OK else {
                throw SQLiteFailure.fault(of: handle, code, doing: "binding $\(number) of \(text)")
            }
        }
    }

    private static func prepare(_ text: String, handle: OpaquePointer) throws -> (OpaquePointer, hasMore: Bool) {
        var text = text
        return try text.withUTF8 { utf8 in
            try utf8.withMemoryRebound(to: CChar.self) { characters in
                var pointer: OpaquePointer?
                // Points into the statement's text, as far as SQLite read it, and is used within this closure only.
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    handle, characters.baseAddress, CInt(characters.count), UInt32(SQLITE_PREPARE_PERSISTENT), &pointer,
                    &tail)
                guard code == SQLITE_OK else {
                    throw SQLiteFailure.fault(of: handle, code, doing: String(decoding: utf8, as: UTF8.self))
                }
                guard let pointer else { throw Fault(.statementFailed, "the statement is empty") }
                let read = characters.baseAddress.flatMap { start in tail.map { $0 - start } } ?? characters.count
                let hasMore = utf8[read...].contains { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ";") }
                return (pointer, hasMore)
            }
        }
    }

    private static func parameterNumbers(of pointer: OpaquePointer, _ text: String) throws -> [Int] {
        let count = sqlite3_bind_parameter_count(pointer)
        guard count > 0 else { return [] }
        return try (1...count).map { index in
            guard let name = sqlite3_bind_parameter_name(pointer, index).map({ String(cString: $0) }),
                let number = Int(name.dropFirst()), name.hasPrefix("$")
            else {
                throw Fault(.statementFailed, "parameters are written by interpolation, as \\(value): \(text)")
            }
            return number
        }
    }
}

extension PreparedStatement {
    func isNull(at index: Int) -> Bool {
        !isOnRow || sqlite3_column_type(pointer, CInt(index)) == SQLITE_NULL
    }

    func integer(at index: Int) throws -> Int64 {
        try expect(SQLITE_INTEGER, at: index, "an integer")
        return sqlite3_column_int64(pointer, CInt(index))
    }

    func real(at index: Int) throws -> Double {
        try expect(SQLITE_FLOAT, at: index, "a double")
        return sqlite3_column_double(pointer, CInt(index))
    }

    func text(at index: Int) throws -> String {
        try expect(SQLITE_TEXT, at: index, "text")
        // The text is asked for before its length, as sqlite3_column_bytes wants it; both hold until the next step.
        guard let start = sqlite3_column_text(pointer, CInt(index)) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, CInt(index)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(at index: Int) throws -> [UInt8] {
        try expect(SQLITE_BLOB, at: index, "bytes")
        guard let start = sqlite3_column_blob(pointer, CInt(index)) else { return [] }
        let count = Int(sqlite3_column_bytes(pointer, CInt(index)))
        // SQLite keeps these `count` bytes until the statement's next step; they are copied before it.
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    func id(at index: Int) throws -> (high: UInt64, low: UInt64) {
        try expect(SQLITE_BLOB, at: index, "an id")
        let count = Int(sqlite3_column_bytes(pointer, CInt(index)))
        guard count == 16, let start = sqlite3_column_blob(pointer, CInt(index)) else {
            throw unexpected(at: index, "an id of 16 bytes", came: "\(count) bytes")
        }
        return (
            UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    func timestamp(at index: Int) throws -> Int64 {
        try expect(SQLITE_INTEGER, at: index, "a time in milliseconds")
        return sqlite3_column_int64(pointer, CInt(index))
    }

    private func expect(_ type: CInt, at index: Int, _ wanted: String) throws {
        guard isOnRow else { throw Fault(.unexpectedRow, "a row was read after its statement had moved on: \(text)") }
        let came = sqlite3_column_type(pointer, CInt(index))
        guard came == type else { throw unexpected(at: index, wanted, came: Self.name(of: came)) }
    }

    private func unexpected(at index: Int, _ wanted: String, came: String) -> Fault {
        let name = sqlite3_column_name(pointer, CInt(index)).map { String(cString: $0) } ?? "?"
        return Fault(.unexpectedRow, "column \(index + 1) (\(name)) should hold \(wanted) and holds \(came): \(text)")
    }

    private static func name(of type: CInt) -> String {
        switch type {
        case SQLITE_INTEGER: "an integer"
        case SQLITE_FLOAT: "a double"
        case SQLITE_TEXT: "text"
        case SQLITE_BLOB: "bytes"
        default: "NULL"
        }
    }
}
