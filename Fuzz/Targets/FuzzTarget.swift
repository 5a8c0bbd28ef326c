import Dispatch
import Synchronization

/// Code that takes bytes of strangers, and what must hold for any of them.
package struct FuzzTarget: Sendable {
    /// Its name on the command line, and of its corpus.
    package let name: String
    private let check: Check

    private enum Check: Sendable {
        case plain(@Sendable ([UInt8]) throws -> Void)
        case awaiting(@Sendable ([UInt8]) async throws -> Void)
    }

    /// A target whose body throws `BrokenPromise`; any other error is an answer that is allowed.
    init(checking name: String, _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        check = .plain(body)
    }

    /// The same, where the body has to wait.
    init(awaiting name: String, _ body: @escaping @Sendable ([UInt8]) async throws -> Void) {
        self.name = name
        check = .awaiting(body)
    }

    /// Looks at one input: traps, or says which promise it broke. Nil: all is well.
    package func run(_ input: [UInt8]) async -> String? {
        do {
            switch check {
            case .plain(let body): try body(input)
            case .awaiting(let body): try await body(input)
            }
            return nil
        } catch {
            return (error as? BrokenPromise)?.what
        }
    }

    /// The same for a fuzzing engine's thread, which knows no tasks. Never from a task: it holds its thread.
    package func runOnThread(_ input: [UInt8]) -> String? {
        if case .plain(let body) = check {
            do {
                try body(input)
                return nil
            } catch {
                return (error as? BrokenPromise)?.what
            }
        }
        let result = Mutex<String?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let fault = await run(input)
            result.withLock { $0 = fault }
            done.signal()
        }
        done.wait()
        return result.withLock { $0 }
    }

    package static let all: [FuzzTarget] = [
        .parser, .chunks, .router, .json, .query, .cookies, .setCookie, .tokens, .passwords, .fields, .conditions,
        .responses, .sessions, .edgeTokens, .keySets, .apiKeys,
    ]

    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A promise that an input broke; `run` turns it into its answer.
struct BrokenPromise: Error {
    let what: String

    /// Throws unless the condition holds.
    static func unless(_ condition: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
        if !condition { throw BrokenPromise(what: what()) }
    }
}
