/// Why a set of routes cannot be routed.
package struct RouterError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Two routes of one method have patterns that match the same paths.
        case conflict = "route_conflict"
        /// A pattern is not a path of static segments and `:parameters`.
        case malformedPattern = "route_malformed"
    }

    package let code: Code
    package let message: String

    package var description: String { message }

    static func conflict(_ method: String, _ first: String, _ second: String) -> RouterError {
        RouterError(
            code: .conflict,
            message: "\(method) \(second) matches the same paths as \(method) \(first). Remove one or change its path.")
    }

    static func malformed(_ pattern: String, _ why: String) -> RouterError {
        RouterError(code: .malformedPattern, message: "The pattern \"\(pattern)\" cannot be routed: \(why).")
    }
}
