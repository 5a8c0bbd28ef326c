/// One thing that is wrong with an app's declarations.
package struct BootFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: a module, a route, a message.
    package let place: String
    /// What is wrong and what to do.
    package let sentence: String

    package var description: String { "\(place): \(sentence)" }
}

/// All that is wrong with an app's declarations: it does not start.
package struct BootFaults: Error, Sendable, CustomStringConvertible {
    package let app: String
    package let faults: [BootFault]

    package var description: String {
        let count = faults.count == 1 ? "1 fault" : "\(faults.count) faults"
        return "\(app) cannot start: \(count) in its declarations\n"
            + faults.map { "  - \($0)" }.joined(separator: "\n")
    }
}
