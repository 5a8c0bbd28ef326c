/// Splits Swift source into what the compiler runs and what people read, keeping every byte at its place, so that a
/// rule about code is not tripped by a comment or a string, nor the other way round.
///
/// Knows line and nested block comments, plain, raw and multi-line strings, interpolations and raw identifiers.
/// Does not know regular expression literals; a quote in one is closed again at the line's end.
struct SwiftScanner {
    private let bytes: [UInt8]
    private var index = 0
    private var code: [UInt8]
    private var literalCode: [UInt8]
    private var comments: [UInt8]

    private init(_ text: String) {
        bytes = Array(text.utf8)
        let blank = bytes.map { $0 == .newline ? UInt8.newline : .space }
        code = blank
        literalCode = blank
        comments = blank
    }

    /// Source text in three views of equal shape: code without strings and comments, code with its strings, comments.
    static func views(of text: String) -> (code: String, literalCode: String, comments: String) {
        var scanner = SwiftScanner(text)
        scanner.scanCode(insideInterpolation: false)
        return (
            String(decoding: scanner.code, as: UTF8.self),
            String(decoding: scanner.literalCode, as: UTF8.self),
            String(decoding: scanner.comments, as: UTF8.self)
        )
    }

    private mutating func scanCode(insideInterpolation: Bool) {
        var depth = 0
        while index < bytes.count {
            if starts(with: "//") {
                scanLineComment()
            } else if starts(with: "/*") {
                scanBlockComment()
            } else if bytes[index] == .backtick {
                scanRawIdentifier()
            } else if let hashes = hashesBeforeQuote() {
                scanString(hashes: hashes)
            } else {
                let byte = bytes[index]
                if byte == .openParenthesis { depth += 1 }
                if byte == .closeParenthesis { depth -= 1 }
                copyCode()
                if insideInterpolation, depth < 0 { return }
            }
        }
    }

    private mutating func scanLineComment() {
        while index < bytes.count, bytes[index] != .newline { copyComment() }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        while index < bytes.count {
            if starts(with: "/*") {
                depth += 1
                copyComment()
            } else if starts(with: "*/") {
                depth -= 1
                copyComment()
            }
            copyComment()
            if depth == 0 { return }
        }
    }

    /// A name between backticks: the ticks are code, the words between them are for people.
    private mutating func scanRawIdentifier() {
        copyCode()
        while index < bytes.count, bytes[index] != .newline, bytes[index] != .backtick { index += 1 }
        if index < bytes.count { copyCode() }
    }

    /// How many `#` stand before a quote that opens a string here, or nil where none opens.
    private func hashesBeforeQuote() -> Int? {
        var position = index
        while position < bytes.count, bytes[position] == .hash { position += 1 }
        return position < bytes.count && bytes[position] == .quote ? position - index : nil
    }

    private mutating func scanString(hashes: Int) {
        for _ in 0..<hashes { copyLiteral() }
        let isMultiline = starts(with: "\"\"\"")
        let closing = (isMultiline ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
        let escape = "\\" + String(repeating: "#", count: hashes)
        for _ in 0..<(isMultiline ? 3 : 1) { copyLiteral() }
        while index < bytes.count {
            if starts(with: closing) {
                for _ in 0..<closing.utf8.count { copyLiteral() }
                return
            }
            if starts(with: escape) {
                for _ in 0..<escape.utf8.count { copyLiteral() }
                guard index < bytes.count else { return }
                let opensInterpolation = bytes[index] == .openParenthesis
                copyLiteral()
                if opensInterpolation { scanCode(insideInterpolation: true) }
            } else if !isMultiline, bytes[index] == .newline {
                return
            } else {
                copyLiteral()
            }
        }
    }

    private func starts(with prefix: String) -> Bool {
        bytes[index...].starts(with: prefix.utf8)
    }

    private mutating func copyCode() {
        code[index] = bytes[index]
        literalCode[index] = bytes[index]
        index += 1
    }

    private mutating func copyLiteral() {
        literalCode[index] = bytes[index]
        index += 1
    }

    private mutating func copyComment() {
        guard index < bytes.count else { return }
        comments[index] = bytes[index]
        index += 1
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let backtick = UInt8(ascii: "`")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let openParenthesis = UInt8(ascii: "(")
    fileprivate static let closeParenthesis = UInt8(ascii: ")")
}
