/// Decodes from the columns of a row in their order, typed, without reflection.
///
///     init(row: inout Row) throws {
///         id = try row.next()
///         email = try row.next()
///     }
public protocol RowDecodable: Sendable {
    /// Takes its columns from the row, from left to right.
    init(row: inout Row) throws
}

/// The present row of a result, read from left to right.
public struct Row {
    private let source: any ColumnSource
    private var position = 0

    package init(_ source: any ColumnSource) { self.source = source }

    /// The next column as the type that is wanted. Throws `Fault` (`unexpectedRow`) when it holds something else or
    /// there is none.
    public mutating func next<Column: SQLColumn>(_ type: Column.Type = Column.self) throws -> Column {
        try Column.read(from: &self)
    }

    package mutating func column<Value>(_ read: (any ColumnSource, Int) throws -> Value) throws -> Value {
        guard position < source.columnCount else {
            throw Fault(
                .unexpectedRow, "the row has \(source.columnCount) columns, and column \(position + 1) was asked for")
        }
        let value = try read(source, position)
        position += 1
        return value
    }

    package mutating func skipNull() throws -> Bool {
        let isNull = try column { $0.isNull(at: $1) }
        if !isNull { position -= 1 }
        return isNull
    }
}

/// Where an engine's rows come from. Reading a column of another kind throws `Fault` (`unexpectedRow`) with its number.
package protocol ColumnSource {
    var columnCount: Int { get }
    func isNull(at index: Int) -> Bool
    func integer(at index: Int) throws -> Int64
    func real(at index: Int) throws -> Double
    func text(at index: Int) throws -> String
    func bytes(at index: Int) throws -> [UInt8]
    func id(at index: Int) throws -> (high: UInt64, low: UInt64)
    func timestamp(at index: Int) throws -> Int64
}
