/// Why bytes are no JSON, or none that is taken, and where.
package struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    /// What was expected, or must not be, as a clause: "a value is expected".
    package let reason: String
    /// Bytes before the place.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package var description: String { "\(reason), at line \(line), column \(column) (byte \(offset))" }

    init(reason: String, offset: Int, in bytes: RawSpan) {
        self.reason = reason
        self.offset = offset
        var line = 1
        var column = 1
        for at in 0..<min(offset, bytes.byteCount) {
            let byte = bytes.byte(at)
            if byte == 0x0a {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    var asDecodingError: DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "This is not JSON: \(self).", underlyingError: self))
    }
}

/// What the scanner stumbled over; becomes a `JSONSyntaxError` with line and column.
struct JSONFault: Error {
    let offset: Int
    let reason: Reason

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    enum Reason: Error {
        case nothing, byteOrderMark, value, literal, digit, leadingZero, firstKey, key, colon, nextMember, nextElement,
            end
        case unclosedString, control, escape, hexadecimal, surrogate, notUTF8, depth(Int), duplicate(String), size

        var text: String {
            switch self {
            case .nothing: "a value is expected, but there is nothing"
            case .byteOrderMark: "a byte order mark is not allowed"
            case .value: "a value is expected"
            case .literal: "true, false or null is expected"
            case .digit: "a digit is expected"
            case .leadingZero: "a number must not begin with more than one zero"
            case .firstKey: "a key in quotes or } is expected"
            case .key: "a key in quotes is expected"
            case .colon: ": is expected"
            case .nextMember: ", or } is expected"
            case .nextElement: ", or ] is expected"
            case .end: "nothing may follow the value"
            case .unclosedString: "the end of the string is missing"
            case .control: "control characters must be escaped"
            case .escape: #"\ must be followed by one of "\/bfnrtu"#
            case .hexadecimal: #"\u must be followed by four hexadecimal digits"#
            case .surrogate: "half of a surrogate pair is missing"
            case .notUTF8: "the text is not UTF-8"
            case .depth(let limit): "no more than \(limit) lists and objects may be inside of each other"
            case .duplicate(let key): "the key \(key.debugDescription) is given twice"
            case .size: "the text is too long"
            }
        }
    }
}
