import Foundation
import NIOCore
import TenfoldHTTP

extension FuzzTarget {
    /// A body in JSON, read as any value and as a message: what is read can be written and read again, as the same.
    static let json = FuzzTarget(checking: "json") { bytes in
        try checkJSON(AnyJSON.self, bytes)
        try checkJSON(Sample.self, bytes)
        try checkJSON([String: [Int8]].self, bytes)
    }

    private static func checkJSON<Value: Codable & Equatable>(_ type: Value.Type, _ bytes: [UInt8]) throws {
        let coder = StreamingJSONCoder()
        guard let value = try? coder.decode(type, from: ByteBuffer(bytes: bytes), userInfo: [:]) else { return }
        var written = ByteBuffer()
        do {
            try coder.encode(value, into: &written)
            let again = try coder.decode(type, from: written, userInfo: [:])
            try BrokenPromise.unless(again == value, "\(value) became \(again)")
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise(what: "\(value) cannot be written and read again: \(error)")
        }
    }
}

/// Any JSON value.
private enum AnyJSON: Codable, Equatable {
    case null, bool(Bool), integer(Int64), number(Double), text(String), list([AnyJSON]), object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([AnyJSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: AnyJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// A whole number may be read as an integer once it was written without its exponent.
    static func == (left: AnyJSON, right: AnyJSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.number(let number), .integer(let integer)), (.integer(let integer), .number(let number)):
            number == Double(integer)
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

/// What a message looks like.
private struct Sample: Codable, Equatable {
    struct Line: Codable, Equatable {
        var product: UUID
        var quantity: UInt16
        var price: Double?
    }
    enum State: String, Codable { case open, closed }

    var id: Int
    var name: String
    var state: State?
    var at: Date?
    var lines: [Line]?
    var flags: [String: Bool]?
    var small: Float?
}
