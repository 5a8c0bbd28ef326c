package import NIOCore
package import TenfoldCore

/// Finds which of several patterns a request fits, by the rules of `Router`: for those who only send it on, to where such
/// a router is. Not generic, since generic code of another module runs unspecialised.
package struct PatternTable: Sendable {
    package enum Match: Sendable, Hashable {
        /// The number of the pattern.
        case found(Int)
        case notFound
        /// The path has other methods; the number of a pattern that has one of them.
        case otherMethods(Int)
        /// The path has an escape that cannot be read.
        case malformed
    }

    private var router = Router<Int>()

    package init() {}

    /// - Throws: for a malformed pattern, and for two of the same method and shape.
    package mutating func add(_ method: HTTPMethod, _ pattern: String, number: Int) throws(RouterError) {
        try router.add(method, pattern, number)
    }

    package func match(_ method: HTTPMethod, _ head: RequestHeadIndex, in bytes: ByteBuffer) -> Match {
        switch router.match(method, head, in: bytes) {
        case .found(let number, _): return .found(number)
        case .notFound: return .notFound
        case .malformed: return .malformed
        case .methodNotAllowed(let allowed):
            guard let other = allowed.methods.first,
                case .found(let number, _) = router.match(other, head, in: bytes)
            else { return .notFound }
            return .otherMethods(number)
        }
    }
}
