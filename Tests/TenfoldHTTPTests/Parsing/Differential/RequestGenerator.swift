import TenfoldCore

extension SeededRandom {
    mutating func chance(_ one: Int, in of: Int) -> Bool { Int.random(in: 0..<of, using: &self) < one }

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &self)] }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

/// Makes sequences of requests by the grammar: most are well-formed, and all are near to it.
struct RequestGenerator {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// One to four requests behind each other.
    mutating func sequence() -> [UInt8] {
        let count = random.pick([1, 1, 2, 2, 3, 4])
        return (0..<count).flatMap { _ in request() }
    }

    private mutating func request() -> [UInt8] {
        let isChunked = random.chance(1, in: 3)
        let body = isChunked ? chunkedBody() : random.chance(1, in: 2) ? text(0...24, Self.anyBytes) : []
        var lines = [random.chance(1, in: 30) ? "\r\n" + requestLine() : requestLine()]
        var fields = (0..<random.number(0...4)).map { _ in field() }
        fields.append("Host: " + (random.chance(19, in: 20) ? "a" : random.pick(Self.hosts)))
        if isChunked {
            fields.append(cased("Transfer-Encoding") + ":" + blanks() + cased("chunked") + blanks())
        } else if !body.isEmpty || random.chance(1, in: 6) {
            fields.append(cased("Content-Length") + ":" + blanks() + "\(body.count)" + blanks())
        }
        lines += fields.shuffled(using: &random)
        return lines.flatMap { Array(latin1: $0 + "\r\n") } + Array(latin1: "\r\n") + body
    }

    private mutating func requestLine() -> String {
        let version =
            random.chance(19, in: 20) ? "HTTP/1.1" : random.pick(["HTTP/1.0", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0"])
        return "\(random.pick(Self.methods)) \(target()) \(version)"
    }

    private mutating func target() -> String {
        random.chance(1, in: 6) ? random.pick(Self.targets) : "/" + text(0...20, Self.targetBytes).latin1
    }

    private mutating func field() -> String {
        guard random.chance(1, in: 8) else {
            return text(1...12, Self.tokenBytes).latin1 + ":" + blanks() + text(0...24, Self.valueBytes).latin1
                + blanks()
        }
        let (name, values) = random.pick(Self.knownFields)
        return cased(name) + ":" + blanks() + random.pick(values) + blanks()
    }

    private mutating func chunkedBody() -> [UInt8] {
        var body: [UInt8] = []
        for _ in 0..<random.number(0...3) {
            let data = text(1...20, Self.anyBytes)
            let size = String(data.count, radix: 16, uppercase: random.chance(1, in: 2))
            let zeros = String(repeating: "0", count: random.pick([0, 0, 0, 1, 5]))
            body += Array(latin1: zeros + size + extensions() + "\r\n") + data + Array(latin1: "\r\n")
        }
        body += Array(latin1: random.pick(["0", "0", "000"]) + extensions() + "\r\n")
        for _ in 0..<random.pick([0, 0, 0, 1, 2]) { body += Array(latin1: field() + "\r\n") }
        return body + Array(latin1: "\r\n")
    }

    private mutating func extensions() -> String {
        random.chance(1, in: 4) ? random.pick(random.chance(1, in: 8) ? Self.oddExtensions : Self.chunkExtensions) : ""
    }

    private mutating func blanks() -> String {
        random.pick(["", " ", " ", " ", " ", " ", " ", "  ", " ", "\t", " \t"])
    }

    private mutating func cased(_ name: String) -> String {
        switch random.number(0...5) {
        case 0: name.lowercased()
        case 1: name.uppercased()
        default: name
        }
    }

    private mutating func text(_ lengths: ClosedRange<Int>, _ bytes: [UInt8]) -> [UInt8] {
        (0..<random.number(lengths)).map { _ in random.pick(bytes) }
    }
}

extension RequestGenerator {
    private static let methods = [
        "GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "get",
        "X-Y",
    ]
    private static let targets = [
        "/", "/", "/a/b?c=d", "*", "http://a/", "http://a", "http://a/b?c", "https://a/x", "http://b/", "http://a?b",
        "//a",
        "/?", "?", "a:443", "/%2e", "/a#b",
    ]
    private static let hosts = ["a:80", "a.example", "[::1]:80", "127.0.0.1", "", "a b", "a,b", "b", "me@a", "a:x"]
    private static let knownFields: [(String, [String])] = [
        ("Connection", ["close", "keep-alive", "Keep-Alive, x", "upgrade", "te, close", ",", "closed"]),
        ("Content-Length", ["0", "5", "+1", "1, 1", "00", "0x1", "", "18446744073709551617"]),
        ("Transfer-Encoding", ["chunked", "gzip, chunked", "identity", "chunked, chunked", "xchunked", ""]),
        ("Upgrade", ["websocket", "h2c", ""]),
        ("Expect", ["100-continue", "tea"]),
        ("Host", ["b"]),
        ("Cookie", ["a=b; c=d"]),
        ("Trailer", ["X"]),
        ("Content_Length", ["7"]),
    ]
    private static let chunkExtensions = [";a", ";a=b", ";a=\"b\"", ";a=\"\\\"\"", ";a;b=c", ";a=\"b\tc;\""]
    private static let oddExtensions = ["; a", " ;a", ";", ";a=", ";a=\"", " ", ";a=b=c", ";a=\"b\"c", ";a;;b"]
    private static let anyBytes = (0...255).map { UInt8($0) }
    private static let tokenBytes = Array("abcdefgxyzABCXYZ-_.!~09".utf8)
    private static let targetBytes = Array("abcxyzABC/?&=%-._~:@!$'()*+,;[]|09".utf8)
    private static let valueBytes = Array("abcXYZ ,;:=/\"\\()<>@\t09".utf8) + [0x80, 0xE9, 0xFF]
}
