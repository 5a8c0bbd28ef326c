import FoundationEssentials
import Glibc

/// How the lines of many children are told apart: a name in front, as wide as the longest, in a colour a service.
package struct OutputStyle: Sendable, Hashable {
    package let isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    /// Coloured on a terminal, unless `NO_COLOR` is set to something (no-color.org) or the terminal is `dumb`.
    package static func detect(
        _ descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> OutputStyle {
        let refuses = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return OutputStyle(isColoured: isatty(descriptor) == 1 && !refuses && environment["TERM"] != "dumb")
    }

    /// Cyan, yellow, green, magenta, blue, then the bright ones; red is for trouble.
    private static let colours = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94]

    /// What stands before each line of a child, by its name: `accounts/0 | `.
    package func prefixes(_ children: [ChildSpecification]) -> [String: [UInt8]] {
        let width = children.map(\.name.count).max() ?? 0
        var services: [String] = []
        for child in children where !services.contains(child.service) { services.append(child.service) }
        let pairs = children.map { child in
            let padding = String(repeating: " ", count: width - child.name.count)
            let text = "\(child.name)\(padding) |"
            let colour = Self.colours[(services.firstIndex(of: child.service) ?? 0) % Self.colours.count]
            return (child.name, Array((isColoured ? "\u{1b}[\(colour)m\(text)\u{1b}[0m " : "\(text) ").utf8))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
