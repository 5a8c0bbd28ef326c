import FoundationEssentials
import Testing

@testable import TenfoldCore

@Suite struct SQLTests {
    @Test func `values are bound, never pasted`() {
        let evil = "'; DROP TABLE account; --"
        let sql: SQL = "SELECT * FROM account WHERE email = \(evil) AND age > \(7)"
        #expect(sql.text == "SELECT * FROM account WHERE email = $1 AND age > $2")
        #expect(sql.values == [.text(evil), .integer(7)])
    }

    @Test func `every kind of value has its own binding`() {
        let id = ID<Never>(high: 1, low: 2)
        let none = Int?.none
        let sql: SQL =
            "\(id) \(true) \(1.5) \([UInt8](arrayLiteral: 1)) \(Date(millisecondsSince1970: 12)) \(none) \(Int64(3))"
        #expect(
            sql.values == [
                .id(high: 1, low: 2), .integer(1), .real(1.5), .bytes([1]), .timestamp(milliseconds: 12), .null,
                .integer(3),
            ])
    }

    @Test func `a list binds each of its values`() {
        let sql: SQL = "a = \(0) AND id IN (\(list: [7, 8, 9])) AND b = \(1)"
        #expect(sql.text == "a = $1 AND id IN ($2, $3, $4) AND b = $5")
        #expect(sql.values == [.integer(0), .integer(7), .integer(8), .integer(9), .integer(1)])
    }

    @Test func `an empty list is NULL, which equals nothing`() {
        let sql: SQL = "id IN (\(list: [Int]()))"
        #expect(sql.text == "id IN (NULL)")
        #expect(sql.values.isEmpty)
    }

    @Test func `a nested statement is numbered anew`() {
        let inner: SQL = "b = \("b") OR c = \("c")"
        let sql: SQL = "SELECT 1 WHERE a = \("a") AND (\(inner)) AND d = \("d")"
        #expect(sql.text == "SELECT 1 WHERE a = $1 AND (b = $2 OR c = $3) AND d = $4")
        #expect(sql.values == [.text("a"), .text("b"), .text("c"), .text("d")])
    }

    @Test func `statements nest to any depth`() {
        var sql: SQL = "x = \(0)"
        for depth in 1...12 { sql = "(\(sql) AND y = \(depth))" }
        #expect(sql.values == (0...12).map { .integer(Int64($0)) })
        #expect(sql.text.hasSuffix("y = $12) AND y = $13)"))
    }

    @Test func `a dollar of the author's own survives nesting`() {
        let inner: SQL = "json_extract(data, '$.name') = \("a") AND price <> '$5' AND b = \(1)"
        let sql: SQL = "z = \(0) AND \(inner)"
        #expect(sql.text == "z = $1 AND json_extract(data, '$.name') = $2 AND price <> '$5' AND b = $3")
    }

    @Test func `digits after a value survive nesting`() {
        let inner: SQL = "\(1)::int4 + \(2) + 42"
        let sql: SQL = "\(0) \(inner)"
        #expect(sql.text == "$1 $2::int4 + $3 + 42")
    }

    @Test func `a statement without values nests as it is`() {
        let order: SQL = "ORDER BY id"
        let sql: SQL = "SELECT \(1) \(order) LIMIT \(2)"
        #expect(sql.text == "SELECT $1 ORDER BY id LIMIT $2")
    }

    @Test func `an identifier is quoted, and cannot end its quotes`() {
        let sql: SQL = "SELECT * FROM \(identifier: "account") JOIN \(identifier: "a\"; DROP TABLE b; --\"")"
        #expect(sql.text == "SELECT * FROM \"account\" JOIN \"a\"\"; DROP TABLE b; --\"\"\"")
        #expect(sql.values.isEmpty)
    }

    @Test func `an identifier with a dollar survives nesting`() {
        let inner: SQL = "\(identifier: "a$1") = \(1)"
        let sql: SQL = "\(0) \(inner)"
        #expect(sql.text == "$1 \"a$1\" = $2")
    }
}
