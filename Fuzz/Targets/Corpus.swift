import Foundation

/// The inputs that a target begins with: `Fuzz/Corpus/<target>.txt`, one a line. Bytes that are not visible ASCII, and
/// backslashes, are written as `\r`, `\n`, `\t`, `\\` or `\xHH`; a space is written as it is, except at the end.
/// Empty lines and lines that begin with `#` say nothing.
package enum Corpus {
    /// The inputs of a target; none where the file is missing.
    package static func inputs(of target: String, in folder: String = folder) -> [[UInt8]] {
        guard let text = try? String(contentsOfFile: "\(folder)/\(target).txt", encoding: .utf8) else { return [] }
        return text.utf8.split(separator: 0x0A).compactMap { line in
            line.first == UInt8(ascii: "#") ? nil : unescaped(Array(line))
        }
    }

    /// Beside these sources.
    package static let folder: String =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpus").path

    /// An input as a line of a corpus.
    package static func line(_ input: [UInt8]) -> String {
        var line = ""
        for (index, byte) in input.enumerated() {
            let isEdge = index == input.count - 1 || index == 0
            switch byte {
            case 0x0D: line += "\\r"
            case 0x0A: line += "\\n"
            case 0x09: line += "\\t"
            case UInt8(ascii: "\\"): line += "\\\\"
            case 0x20 where !isEdge, 0x24...0x7E, 0x21, 0x22,
                0x23 where !isEdge:
                line.unicodeScalars.append(Unicode.Scalar(byte))
            default: line += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return line
    }

    package static func unescaped(_ line: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < line.count {
            guard line[index] == UInt8(ascii: "\\"), index + 1 < line.count else {
                bytes.append(line[index])
                index += 1
                continue
            }
            switch line[index + 1] {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "x") where index + 3 < line.count:
                bytes.append(UInt8(String(decoding: line[index + 2...index + 3], as: UTF8.self), radix: 16) ?? 0)
                index += 2
            default: bytes.append(line[index + 1])
            }
            index += 2
        }
        return bytes
    }
}
