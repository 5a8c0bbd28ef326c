import Foundation
import Glibc

/// A blocking HTTP/1.1 client for what surrounds the measurements: is it ready, make products, read a counter.
final class HTTPConnection {
    struct Answer {
        var status: Int
        var body: String
    }

    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        let status = Loopback.withAddress(port: port) { connect(socket, $0, $1) }
        guard status == 0 else {
            close(socket)
            throw Failure("nobody listens on port \(port)")
        }
    }

    deinit { close(socket) }

    func ask(_ method: String, _ path: String, fields: [String: String] = [:], body: String = "") throws -> Answer {
        var request = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in fields { request += "\(name): \(value)\r\n" }
        if method != "GET" { request += "Content-Length: \(body.utf8.count)\r\n" }
        let bytes = Array((request + "\r\n" + body).utf8)
        guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure("the connection is closed")
        }
        return try answer()
    }

    private func answer() throws -> Answer {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound]
                let size = head.utf8.count + 4 + Self.length(in: head)
                if bytes.count >= size {
                    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                    return Answer(
                        status: status, body: String(decoding: bytes[(head.utf8.count + 4)..<size], as: UTF8.self))
                }
            }
            let count = recv(socket, &part, part.count, 0)
            guard count > 0 else { throw Failure("the answer broke off") }
            bytes += part[..<count]
        }
    }

    private static func length(in head: Substring) -> Int {
        let line = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        return line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    }
}

/// This machine's own address.
enum Loopback {
    static func withAddress<Value>(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
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
        let isBound = withAddress(port: 0) { bind(socket, $0, $1) } == 0
        let isNamed =
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
            } == 0
        guard isBound, isNamed else { throw Failure("there is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
