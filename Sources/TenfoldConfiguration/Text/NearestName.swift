/// Finds what somebody who mistyped a name meant.
package enum NearestName {
    /// Longer texts are no mistyped names; comparing them would only cost time.
    package static let longestCompared = 64

    /// `; did you mean "x"?`, or the list of what there is.
    package static func hint(for name: String, among names: [String]) -> String {
        let guess = guess(name, among: names)
        guard guess.isEmpty else { return guess }
        return names.isEmpty ? "" : "; there is \(list(names))"
    }

    /// `; did you mean "x"?`, or nothing.
    package static func guess(_ name: String, among names: [String]) -> String {
        nearest(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// The name with the fewest edits between it and `name`, if they are few for its length; the first of equals.
    package static func nearest(to name: String, among names: [String]) -> String? {
        guard name.unicodeScalars.count <= longestCompared else { return nil }
        let distances = names.map { (name: $0, edits: edits(from: name.lowercased(), to: $0.lowercased())) }
        guard let best = distances.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(1, min(best.name.count, name.count) / 3) ? best.name : nil
    }

    /// Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment: Damerau 1964, by
    /// Wagner and Fischer's table, 1974).
    package static func edits(from first: String, to second: String) -> Int {
        let first = Array(first.unicodeScalars)
        let second = Array(second.unicodeScalars)
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                var best = min(current[column] + 1, last[column + 1] + 1)
                best = min(best, last[column] + (first[row] == second[column] ? 0 : 1))
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(24).joined(separator: ", ")
        return names.count > 24 ? "\(shown) and \(names.count - 24) more" : shown
    }
}

/// Shows what came from a file, cut and without control characters.
package enum Quoted {
    package static func text(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(60).map {
            $0.properties.generalCategory == .control ? "?" : String($0)
        }
        return "\"\(scalars.joined())\(text.unicodeScalars.count > 60 ? "…" : "")\""
    }
}
