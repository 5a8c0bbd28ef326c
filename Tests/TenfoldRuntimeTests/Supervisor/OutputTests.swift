import Foundation
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

@Suite struct OutputTests {
    private func texts(_ lines: [[UInt8]]) -> [String] { lines.map { String(decoding: $0, as: UTF8.self) } }

    @Test func `lines are whole whatever pieces they come in`() {
        var splitter = LineSplitter()
        #expect(texts(Array("a\n\nb\r\nc".utf8).flatMap { splitter.split([$0]) }) == ["a", "", "b"])
        #expect(splitter.end() == Array("c".utf8))
        #expect(splitter.end() == nil)
    }

    @Test(arguments: 0..<4)
    func `a line without an end is cut between characters, and nothing of it is lost`(shift: Int) {
        var splitter = LineSplitter()
        let text = String(repeating: "x", count: shift) + String(repeating: "é€😀", count: 10_000)
        let lines = splitter.split(Array(text.utf8)[...]) + [splitter.end() ?? []]
        #expect(lines.allSatisfy { $0.count <= LineSplitter.longestLine })
        #expect(lines.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
        #expect(lines.flatMap(\.self) == Array(text.utf8))
        #expect(splitter.cuts == lines.count - 1)
    }

    @Test func `bytes that are no text are cut too`() {
        var splitter = LineSplitter()
        let bytes = [UInt8](repeating: 0x80, count: 100_000)
        let lines = splitter.split(bytes[...]) + [splitter.end() ?? []]
        #expect(lines.allSatisfy { $0.count <= LineSplitter.longestLine })
        #expect(lines.flatMap(\.self) == bytes)
    }

    private let children = ["accounts/0", "accounts/1", "edge/0"].map {
        ChildSpecification(name: $0, executable: "shop")
    }

    @Test func `prefixes are as wide as the longest, and plain where there is no terminal`() {
        let prefixes = OutputStyle(isColoured: false).prefixes(children).mapValues {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(prefixes == ["accounts/0": "accounts/0 | ", "accounts/1": "accounts/1 | ", "edge/0": "edge/0     | "])
        #expect(!OutputStyle.detect(-1, environment: [:]).isColoured)
    }

    @Test func `replicas of a service have its colour, another service has another`() {
        let prefixes = OutputStyle(isColoured: true).prefixes(children).mapValues {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(prefixes["accounts/0"] == "\u{1b}[36maccounts/0 |\u{1b}[0m ")
        #expect(prefixes["accounts/1"] == "\u{1b}[36maccounts/1 |\u{1b}[0m ")
        #expect(prefixes["edge/0"] == "\u{1b}[33medge/0     |\u{1b}[0m ")
    }

    @Test func `listening sockets share a port that nobody else gets`() throws {
        let sockets = try ListeningSockets(host: "127.0.0.1", port: 0, count: 3)
        #expect(Set(sockets.numbers).count == 3)
        #expect(sockets.port > 0)
        #expect {
            try ListeningSockets(host: "127.0.0.1", port: sockets.port, count: 1)
        } throws: { error in
            "\(error)" == "listening on 127.0.0.1:\(sockets.port) failed: Address already in use"
        }
    }

    @Test func `an address that is not this machine's is refused`() {
        #expect(throws: SystemCallError.self) { try ListeningSockets(host: "192.0.2.1", port: 0, count: 1) }
        #expect(throws: SystemCallError.self) { try ListeningSockets(host: "no such host", port: 0, count: 1) }
    }
}
