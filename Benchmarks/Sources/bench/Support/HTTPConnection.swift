import Foundation
import Glibc

/// A blocking HTTP/1.1 client for what surrounds the measurements: is it ready, make products, read a counter.
final class HTTPConnection {
    struct Answer {
        var status: Int
        /// Status line and fields, in lower case.
        var head: String
        var body: String
    }

    private let socket: Int32

    /// - Parameter source: the address of this side; the system chooses where it is nil.
    init(port: Int, from source: Loopback? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure("no socket: \(String(cString: strerror(errno)))") }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        set(Int32(IPPROTO_TCP), TCP_NODELAY)
        if let source {
            // The port is chosen by `connect`, so that it need only be free for this one destination.
            set(Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT)
            guard source.withAddress(port: 0, { bind(socket, $0, $1) }) == 0 else {
                throw Failure("cannot use a loopback address: \(String(cString: strerror(errno)))")
            }
        }
        guard Loopback().withAddress(port: port, { connect(socket, $0, $1) }) == 0 else {
            throw Failure("nobody listens on port \(port)")
        }
    }

    deinit { close(socket) }

    func ask(_ method: String, _ path: String, fields: [String: String] = [:], body: String = "") throws -> Answer {
        try send(method, path, fields: fields, body: body)
        return try answer()
    }

    /// Asks without waiting for the answer.
    func send(_ method: String, _ path: String, fields: [String: String] = [:], body: String = "") throws {
        var request = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in fields { request += "\(name): \(value)\r\n" }
        if method != "GET" { request += "Content-Length: \(body.utf8.count)\r\n" }
        let bytes = Array((request + "\r\n" + body).utf8)
        guard Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure("the connection is closed")
        }
    }

    /// The answer to what was sent.
    func answer() throws -> Answer {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let answer = Self.whole(bytes) { return answer }
            let count = recv(socket, &part, part.count, 0)
            guard count > 0 else { throw Failure("the answer broke off") }
            bytes += part[..<count]
        }
    }

    private func set(_ level: Int32, _ option: Int32) {
        var on: Int32 = 1
        setsockopt(socket, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Nil where its end has not come yet.
    private static func whole(_ bytes: [UInt8]) -> Answer? {
        guard let headEnd = end(of: "\r\n\r\n", in: bytes[...]) else { return nil }
        let head = String(decoding: bytes[..<headEnd], as: UTF8.self).lowercased()
        let isChunked = value(of: "transfer-encoding", in: head)?.hasSuffix("chunked") ?? false
        let length = value(of: "content-length", in: head).flatMap { Int($0) } ?? 0
        guard let body = isChunked ? chunks(bytes[headEnd...]) : prefix(length, of: bytes[headEnd...]) else {
            return nil
        }
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Answer(status: status, head: head, body: String(decoding: body, as: UTF8.self))
    }

    private static func value(of name: String, in head: String) -> String? {
        head.split(separator: "\r\n").first { $0.hasPrefix("\(name):") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }

    private static func prefix(_ count: Int, of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        bytes.count >= count ? bytes.prefix(count) : nil
    }

    /// The bytes of all chunks, without trailers.
    private static func chunks(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var (found, rest): (ArraySlice<UInt8>, ArraySlice<UInt8>) = ([], bytes)
        while let lineEnd = end(of: "\r\n", in: rest) {
            let digits = String(decoding: rest[..<(lineEnd - 2)].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
            guard let size = Int(digits, radix: 16), let chunk = prefix(size + 2, of: rest[lineEnd...]) else {
                return nil
            }
            guard size > 0 else { return found }
            found += chunk.dropLast(2)
            rest = rest[chunk.endIndex...]
        }
        return nil
    }

    /// Behind the first that is there.
    private static func end(of marker: String, in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.firstRange(of: Array(marker.utf8))?.upperBound
    }
}

/// One of this machine's own addresses, 127.0.0.N.
struct Loopback {
    var number = 1

    func withAddress<Value>(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0000 + number).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// A port that nobody listens on at this moment.
    static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = Loopback().withAddress(port: 0) { bind(socket, $0, $1) } == 0
        let isNamed =
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
            } == 0
        guard isBound, isNamed else { throw Failure("there is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
