import Foundation
import Testing

@testable import TenfoldRuntime

@Suite struct LifelineTests {
    @Test(arguments: [
        LifelineMessage.beat, .draining, .ready(adminAddress: nil), .ready(adminAddress: "127.0.0.1:9090"),
    ])
    func `a message is read as it was written`(message: LifelineMessage) {
        var reader = LifelineReader()
        #expect(reader.read(message.line.utf8) == [message])
    }

    @Test func `messages are read whatever pieces they come in`() {
        var reader = LifelineReader()
        let text = "beat\nready 127.0.0.1:1\nbeat\ndraining\n"
        let messages = text.utf8.flatMap { reader.read([$0]) }
        #expect(messages == [.beat, .ready(adminAddress: "127.0.0.1:1"), .beat, .draining])
        #expect(reader.read(text.utf8) == messages)
    }

    @Test func `what is unknown or too long is skipped`() {
        var reader = LifelineReader()
        let long = String(repeating: "x", count: 100_000)
        #expect(reader.read("hello\n\nbeat now\n\(long)\nbeat\n".utf8) == [.beat])
    }

    @Test func `an address cannot smuggle a line in`() {
        #expect(LifelineMessage.ready(adminAddress: "a\nbeat\n").line == "ready abeat\n")
    }

    @Test func `a process without a lifeline in its environment has none`() throws {
        #expect(try Lifeline.open(environment: [:], onEnd: {}) == nil)
    }

    @Test(arguments: ["x", "-1", "99999"])
    func `a lifeline that is not open is told`(number: String) {
        #expect(throws: SystemCallError.self) {
            try Lifeline.open(environment: [ChildEnvironment.lifeline: number], onEnd: {})
        }
    }

    @Test func `inherited sockets are read from the environment`() {
        #expect(ChildEnvironment.inheritedSockets([ChildEnvironment.listeningSockets: "3,4"]) == [3, 4])
        #expect(ChildEnvironment.inheritedSockets([:]).isEmpty)
    }
}
