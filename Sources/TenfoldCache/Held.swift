package import TenfoldCore

/// What a cache keeps under a key: the value itself, so that a hit decodes nothing, or the answer that there is none.
package enum Held: Sendable {
    case value(any Sendable)
    case notFound(Refusal)
}
