import TenfoldCore
import TenfoldHTTP

/// Holds a parsed head against its bytes, by plain means.
struct HeadCheck {
    private let head: RequestHeadIndex
    private let bytes: [UInt8]
    private var fields: [(name: String, value: String)] = []

    init(_ head: RequestHeadIndex, _ bytes: [UInt8]) throws(BrokenPromise) {
        self.head = head
        self.bytes = bytes
        for slot in head.fields {
            let name = try text(slot.nameStart, slot.nameEnd).lowercased()
            fields.append((name, try text(slot.valueStart, slot.valueEnd)))
        }
    }

    func run() throws(BrokenPromise) {
        try checkLines()
        try checkRequestLine()
        try checkFraming()
    }

    private func text(_ start: UInt16, _ end: UInt16) throws(BrokenPromise) -> String {
        try BrokenPromise.unless(start <= end && end <= bytes.count, "a range \(start)..<\(end) out of bounds")
        return String(decoding: bytes[Int(start)..<Int(end)], as: UTF8.self)
    }

    /// Lines end with CR LF, and there is neither a CR nor an LF nor a NUL elsewhere.
    private func checkLines() throws(BrokenPromise) {
        try BrokenPromise.unless(bytes.suffix(4) == [13, 10, 13, 10], "a head that does not end with an empty line")
        var lines = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0D { try BrokenPromise.unless(bytes[index + 1] == 0x0A, "a bare CR at \(index)") }
            if byte == 0x0A {
                try BrokenPromise.unless(index > 0 && bytes[index - 1] == 0x0D, "a bare LF at \(index)")
                lines += 1
            }
            try BrokenPromise.unless(
                byte >= 0x20 && byte != 0x7F || [9, 10, 13].contains(byte), "a control at \(index)")
        }
        let emptyLines = head.methodStart == 0 ? 1 : 2
        try BrokenPromise.unless(
            lines == head.fields.count + 1 + emptyLines, "\(lines) lines for \(head.fields.count) fields")
    }

    /// The request line is its three parts and two spaces.
    private func checkRequestLine() throws(BrokenPromise) {
        let method = try text(head.methodStart, head.methodEnd)
        let target = try text(head.targetStart, head.targetEnd)
        let version = head.flags.contains(.http10) ? "HTTP/1.0" : "HTTP/1.1"
        let line = Array("\(method) \(target) \(version)\r\n".utf8)
        try BrokenPromise.unless(
            bytes.dropFirst(Int(head.methodStart)).starts(with: line), "the request line is not \(method) \(target)")
        try BrokenPromise.unless(!target.isEmpty && !target.contains("#"), "a target \(target)")
        try BrokenPromise.unless(head.method.map { $0.rawValue == method } ?? true, "\(method) is not its method")
        guard !head.flags.contains(.asteriskForm) else { return }
        let path = try text(head.pathStart, head.pathEnd)
        try BrokenPromise.unless(path.hasPrefix("/") && !path.contains("?"), "a path \(path)")
    }

    /// One Host, one way to tell the length, and only what fields say.
    private func checkFraming() throws(BrokenPromise) {
        func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
        let hosts = values("host")
        try BrokenPromise.unless(hosts.count == 1 || hosts.isEmpty && head.flags.contains(.http10), "Hosts: \(hosts)")
        let (lengths, codings) = (values("content-length"), values("transfer-encoding"))
        try BrokenPromise.unless(lengths.count + codings.count <= 1, "lengths \(lengths), codings \(codings)")
        try BrokenPromise.unless(codings.allSatisfy { $0.lowercased() == "chunked" }, "codings \(codings)")
        try BrokenPromise.unless(head.flags.contains(.chunked) == (codings.count == 1), "chunked without its field")
        try BrokenPromise.unless(
            lengths.isEmpty ? head.contentLength == 0 : lengths.allSatisfy(isDecimal(head.contentLength)),
            "length \(head.contentLength) of \(lengths)")
        for field in fields {
            let isToken = field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            try BrokenPromise.unless(!field.name.isEmpty && isToken, "a field named \(field.name)")
            try BrokenPromise.unless(
                field.value.utf8.first.map(isBlank) != true && field.value.utf8.last.map(isBlank) != true,
                "blanks around \(field.value)")
        }
    }

    private func isDecimal(_ number: Int) -> (String) -> Bool {
        { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int($0) == number }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
