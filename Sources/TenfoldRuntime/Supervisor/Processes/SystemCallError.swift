import Glibc

/// The system refused something that the supervisor needs.
package struct SystemCallError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, for a person.
    package let attempt: String
    /// `errno`.
    package let code: Int32

    package init(_ attempt: String, code: Int32 = errno) {
        self.attempt = attempt
        self.code = code
    }

    package var description: String { "\(attempt) failed: \(String(cString: strerror(code)))" }
}
