import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldRuntime

@Suite("Keys of commands that came without one")
struct CommandScopeTests {
    private let event = EventMetadata(
        id: ID(high: 0x7000, low: 1), name: "a.Happened", key: "k", sequence: 1,
        occurredAt: Date(timeIntervalSince1970: 0),
        attempt: 1)

    @Test("while an event is handled, equal commands have one key, over all attempts")
    func fromEvent() {
        let first = CommandScope.key(for: "b.Do", fingerprint: [1, 2], sentFrom: Call(event: event))
        #expect(first == CommandScope.key(for: "b.Do", fingerprint: [1, 2], sentFrom: Call(attempt: 3, event: event)))
        #expect(first != CommandScope.key(for: "b.Do", fingerprint: [1, 3], sentFrom: Call(event: event)))
        #expect(first != CommandScope.key(for: "b.Other", fingerprint: [1, 2], sentFrom: Call(event: event)))
    }

    @Test("while a command is handled, the key follows from that command's")
    func fromCommand() {
        let first = CommandScope.key(for: "b.Do", fingerprint: [1], sentFrom: Call(idempotencyKey: "outer"))
        #expect(first == CommandScope.key(for: "b.Do", fingerprint: [1], sentFrom: Call(idempotencyKey: "outer")))
        #expect(first != CommandScope.key(for: "b.Do", fingerprint: [1], sentFrom: Call(idempotencyKey: "another")))
    }

    @Test("bytes that read alike side by side do not meet")
    func apart() {
        let one = CommandScope.key(for: "b.Do", fingerprint: [1, 11], sentFrom: Call(event: event))
        #expect(one != CommandScope.key(for: "b.Do", fingerprint: [11, 1], sentFrom: Call(event: event)))
    }

    @Test("outside of both it is random")
    func random() {
        #expect(
            CommandScope.key(for: "b.Do", fingerprint: [1], sentFrom: Call())
                != CommandScope.key(for: "b.Do", fingerprint: [1], sentFrom: Call()))
    }

    @Test("scopes of other principals, messages and keys differ, however their texts are cut")
    func scopes() {
        let scopes = [
            CommandScope.digest(principal: nil, message: "a.B", key: "k"),
            CommandScope.digest(principal: Principal(id: "a"), message: ".B", key: "k"),
            CommandScope.digest(principal: Principal(id: "x"), message: "a.B", key: "k"),
            CommandScope.digest(principal: nil, message: "a.Bk", key: ""),
            CommandScope.digest(principal: nil, message: "a.B", key: "l"),
        ]
        #expect(Set(scopes).count == scopes.count)
        #expect(scopes.allSatisfy { $0.count == 16 })
    }
}
