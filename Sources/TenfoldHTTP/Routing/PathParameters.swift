/// The values that a route's `:parameters` took in one request.
public struct PathParameters: Sendable, Hashable {
    package let names: [String]
    package let values: [String]

    package init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    package static let none = PathParameters(names: [], values: [])

    package var isEmpty: Bool { values.isEmpty }

    /// The decoded value of the parameter of that name; nil if the pattern has none.
    public subscript(_ name: String) -> String? {
        guard let index = names.firstIndex(of: name), index < values.count else { return nil }
        return values[index]
    }
}
