/// A metric without labels that is read when it is asked for, not recorded as it changes.
package struct CollectedMetric: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case counter, gauge
    }

    package var name: String
    package var kind: Kind
    package var help: String
    package var value: Double

    package init(_ name: String, _ kind: Kind, help: String, value: Double) {
        self.name = name
        self.kind = kind
        self.help = help
        self.value = value
    }
}
