import GRDBSQLite
import TenfoldCore

extension SQLValue {
    /// Binds the value in SQLite's form: ids are 16 bytes in network order, times are milliseconds.
    func bind(to statement: OpaquePointer?, at index: CInt) throws -> CInt {
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let value): return sqlite3_bind_int64(statement, index, value)
        case .timestamp(let milliseconds): return sqlite3_bind_int64(statement, index, milliseconds)
        case .real(let value):
            // SQLite would store NULL without a word.
            guard !value.isNaN else {
                throw Fault(.statementFailed, "a number that is not a number (NaN) cannot be stored")
            }
            return sqlite3_bind_double(statement, index, value)
        case .text(var text):
            return text.withUTF8 { utf8 in
                guard let start = utf8.baseAddress, !utf8.isEmpty else {
                    return sqlite3_bind_text(statement, index, "", 0, Self.copied)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                    sqlite3_bind_text(statement, index, $0, CInt(utf8.count), Self.copied)
                }
            }
        case .bytes(let bytes):
            // A null pointer would be stored as NULL, so no bytes go another way.
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            // SQLite copies the bytes before the pointer ends.
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(statement, index, $0.baseAddress, CInt($0.count), Self.copied)
            }
        case .id(let high, let low):
            // Two words of 8 bytes without padding: 16 bytes, which SQLite copies before the pointer ends.
            return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
                sqlite3_bind_blob(statement, index, $0.baseAddress, 16, Self.copied)
            }
        }
    }

    // SQLite's own definition of SQLITE_TRANSIENT, a cast of -1, which Swift does not import.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
