/// A plain file's header in a tar archive: POSIX.1-1988 ustar, with a POSIX.1-2001 (pax) header before it where the
/// path or the size does not fit.
struct TarHeader: Hashable {
    static let blockBytes = 512
    /// The size that eleven octal digits can still say.
    static let largestOctal: Int64 = 0o777_7777_7777
    static let longestName = 100

    var path: String
    var size: Int64
    /// Seconds since 1970.
    var modified: Int64 = 0

    /// Zeros that fill the last block of this many bytes.
    static func padding(after size: Int64) -> Int { Int((512 - size % 512) % 512) }

    func encoded() -> [UInt8] {
        var records: [(String, String)] = []
        if path.utf8.count > Self.longestName { records.append(("path", path)) }
        if size > Self.largestOctal { records.append(("size", String(size))) }
        let own = Self.block(
            name: String(decoding: path.utf8.prefix(Self.longestName), as: UTF8.self),
            size: min(size, Self.largestOctal), modified: modified, type: "0")
        guard !records.isEmpty else { return own }
        let body = records.flatMap { Self.paxRecord($0.0, $0.1) }
        return Self.block(name: "PaxHeaders/next", size: Int64(body.count), modified: modified, type: "x") + body
            + [UInt8](repeating: 0, count: Self.padding(after: Int64(body.count))) + own
    }

    /// `<length> <key>=<value>\n`, where the length counts its own digits too.
    static func paxRecord(_ key: String, _ value: String) -> [UInt8] {
        let rest = key.utf8.count + value.utf8.count + 3
        var length = rest + 1
        while String(length).utf8.count + rest != length { length = String(length).utf8.count + rest }
        return Array("\(length) \(key)=\(value)\n".utf8)
    }

    private static func block(name: String, size: Int64, modified: Int64, type: Character) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockBytes)
        func put(_ text: String, at offset: Int, most: Int) {
            for (index, byte) in text.utf8.prefix(most).enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int64, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0, most: longestName)
        put(octal(0o600, 7), at: 100, most: 7)
        put(octal(0, 7), at: 108, most: 7)
        put(octal(0, 7), at: 116, most: 7)
        put(octal(size, 11), at: 124, most: 11)
        put(octal(min(max(modified, 0), largestOctal), 11), at: 136, most: 11)
        put("        ", at: 148, most: 8)
        put(String(type), at: 156, most: 1)
        put("ustar", at: 257, most: 5)
        put("00", at: 263, most: 2)
        put(octal(block.reduce(0) { $0 + Int64($1) }, 6), at: 148, most: 6)
        block[154] = 0
        return block
    }
}

/// What one block of 512 bytes says, where a header is due.
enum TarBlock: Hashable {
    /// A plain file.
    case file(TarHeader)
    /// A pax header of so many bytes, which is about the next file.
    case pax(size: Int64)
    /// The archive's end.
    case zeros

    /// Throws `TarDamage`. Links, devices and folders are refused: no backup holds any.
    init(_ block: [UInt8]) throws(TarDamage) {
        guard block.count == TarHeader.blockBytes else { throw TarDamage("it ends in the middle of a header") }
        if block.allSatisfy({ $0 == 0 }) {
            self = .zeros
            return
        }
        guard block[257..<262].elementsEqual("ustar".utf8) else { throw TarDamage("it is no tar archive") }
        let sum = block.enumerated().reduce(Int64(0)) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int64(byte.element))
        }
        guard try Self.octal(block[148..<156]) == sum else { throw TarDamage("a header is damaged") }
        let size = try Self.octal(block[124..<136])
        switch block[156] {
        case UInt8(ascii: "0"), 0:
            let name = try Self.text(block[0..<100])
            let prefix = try Self.text(block[345..<500])
            self = .file(
                TarHeader(
                    path: prefix.isEmpty ? name : "\(prefix)/\(name)", size: size,
                    modified: try Self.octal(block[136..<148])))
        case UInt8(ascii: "x"): self = .pax(size: size)
        default: throw TarDamage("it holds something other than plain files")
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(TarDamage) -> String {
        guard let text = String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) else {
            throw TarDamage("a name in it is not UTF-8")
        }
        return text
    }

    private static func octal(_ bytes: ArraySlice<UInt8>) throws(TarDamage) -> Int64 {
        let digits = bytes.prefix { $0 != 0 && $0 != 32 }
        var number: Int64 = 0
        for digit in digits {
            guard (48...55).contains(digit) else { throw TarDamage("a header is damaged") }
            number = number << 3 | Int64(digit - 48)
        }
        return number
    }
}

/// What a pax header says of the next file.
struct PaxRecords: Hashable {
    var path: String?
    var size: Int64?

    init(_ body: [UInt8]) throws(TarDamage) {
        var rest = body[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > 0, length <= rest.count,
                space < rest.startIndex + length - 1,
                let record = String(
                    validating: rest[(space + 1)..<(rest.startIndex + length - 1)], as: UTF8.self),
                let equals = record.firstIndex(of: "=")
            else { throw TarDamage("a pax header is damaged") }
            let value = String(record[record.index(after: equals)...])
            switch record[..<equals] {
            case "path": path = value
            case "size":
                guard let number = Int64(value), number >= 0 else { throw TarDamage("a pax header is damaged") }
                size = number
            default: break
            }
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else { throw TarDamage("a pax header is damaged") }
    }
}

/// What is wrong with an archive.
struct TarDamage: Error, Hashable {
    let what: String

    init(_ what: String) { self.what = what }
}
