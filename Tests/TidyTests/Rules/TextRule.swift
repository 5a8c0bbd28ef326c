/// What no committed text holds: promises to finish later, spaces at a line's end, paths of one person's machine.
enum TextRule {
    // Written in parts, so that this file keeps its own rule.
    static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    /// Where people's homes are, and where this very checkout is.
    static let machinePaths = ["/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/", checkout]

    private static var checkout: String {
        let parts = #filePath.split(separator: "/")
        return "/" + parts.dropLast(4).joined(separator: "/") + "/"
    }

    static func unfinishedWork(path: String, text: String) -> [Offence] {
        offences(path: path, text: text) { line in
            unfinished.first { line.containsWord($0) }.map { "`\($0)`: finish it, or open an issue" }
        }
    }

    static func trailingSpaces(path: String, text: String) -> [Offence] {
        offences(path: path, text: text) { line in
            line.hasSuffix(" ") || line.hasSuffix("\t") ? "space at the end of the line" : nil
        }
    }

    static func machinePaths(path: String, text: String) -> [Offence] {
        offences(path: path, text: text) { line in
            machinePaths.first { line.contains($0) }.map { "`\($0)` is a path of one machine" }
        }
    }

    static func buildProducts(tracked: [String]) -> [Offence] {
        tracked.filter { path in
            path.split(separator: "/").contains { $0 == "Package.resolved" || $0.hasPrefix(".build") }
        }.map { Offence(path: $0, fault: "is made by a build; do not commit it") }
    }

    private static func offences(path: String, text: String, fault: (String) -> String?) -> [Offence] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            fault(String(line)).map { Offence(path: path, line: number + 1, fault: $0) }
        }
    }
}
