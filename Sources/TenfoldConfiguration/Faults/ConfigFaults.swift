/// Where a value was given.
package enum ConfigPlace: Sendable, Hashable, CustomStringConvertible {
    /// Lines and columns count from 1, columns in Unicode scalars.
    case file(String, line: Int, column: Int)
    /// The file as a whole.
    case wholeFile(String)
    /// A variable's name.
    case environment(String)
    /// An option, or a key that an option stands for.
    case commandLine(String)

    package var description: String {
        switch self {
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .wholeFile(let path): path
        case .environment(let name): name
        case .commandLine(let option): option
        }
    }

    /// Faults are told from the file's top to its bottom, then those from elsewhere.
    fileprivate var order: (Int, Int, Int) {
        switch self {
        case .wholeFile: (0, 0, 0)
        case .file(_, let line, let column): (1, line, column)
        case .environment: (2, 0, 0)
        case .commandLine: (3, 0, 0)
        }
    }
}

/// One thing that is wrong with a configuration. It never shows a secret.
package struct ConfigFault: Sendable, Hashable, CustomStringConvertible {
    package let place: ConfigPlace
    /// What was expected, what came, what to do.
    package let sentence: String

    package init(_ place: ConfigPlace, _ sentence: String) {
        self.place = place
        self.sentence = sentence
    }

    package var description: String { "\(place): \(sentence)" }
}

/// All that is wrong with a configuration: nothing of it takes effect.
package struct ConfigFaults: Error, Sendable, CustomStringConvertible {
    /// More are counted and not told.
    package static let mostTold = 50

    package let faults: [ConfigFault]

    /// Each fault once, in the file's order.
    package init(_ faults: [ConfigFault]) {
        var seen: Set<ConfigFault> = []
        let distinct = faults.filter { seen.insert($0).inserted }
        self.faults = distinct.enumerated()
            .sorted { first, second in
                let (one, other) = (first.element.place.order, second.element.place.order)
                return one == other ? first.offset < second.offset : one < other
            }
            .map(\.element)
    }

    package init(_ fault: ConfigFault) { self.init([fault]) }

    /// A line a fault.
    package var description: String {
        var lines = faults.prefix(Self.mostTold).map(\.description)
        if faults.count > Self.mostTold { lines.append("and \(faults.count - Self.mostTold) more") }
        return lines.joined(separator: "\n")
    }
}

/// A value that is not what its key takes.
package struct ValueFault: Error {
    package let sentence: String
    /// Whether the sentence may be followed by what came.
    package let showsValue: Bool

    package init(_ sentence: String, showsValue: Bool = false) {
        self.sentence = sentence
        self.showsValue = showsValue
    }
}
