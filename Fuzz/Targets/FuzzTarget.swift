/// Code that takes bytes of strangers, and what must hold for any of them.
package struct FuzzTarget: Sendable {
    /// Its name on the command line, and of its corpus.
    package let name: String
    /// Looks at one input: traps, or says which promise it broke. Nil: all is well.
    package let run: @Sendable ([UInt8]) -> String?

    package init(_ name: String, _ run: @escaping @Sendable ([UInt8]) -> String?) {
        self.name = name
        self.run = run
    }

    package static let all: [FuzzTarget] = [
        .parser, .chunks, .router, .json, .query, .cookies, .setCookie, .tokens, .passwords, .fields,
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

extension FuzzTarget {
    /// A target whose body throws `BrokenPromise`; any other error is an answer that is allowed.
    init(checking name: String, _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.init(name) { bytes in
            do {
                try body(bytes)
                return nil
            } catch let broken as BrokenPromise {
                return broken.what
            } catch {
                return nil
            }
        }
    }
}
