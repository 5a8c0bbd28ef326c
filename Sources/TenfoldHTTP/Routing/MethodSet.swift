package import TenfoldCore

/// A set of methods, for the `Allow` field.
package struct MethodSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package init(_ method: HTTPMethod) { self.init(rawValue: 1 << UInt8(method.ordinal)) }

    package var methods: [HTTPMethod] { HTTPMethod.allCases.filter { contains(MethodSet($0)) } }

    /// The members as the `Allow` field lists them. GET implies HEAD, and OPTIONS is always answered.
    package var allowValue: String {
        var all = self.union(MethodSet(.options))
        if all.contains(MethodSet(.get)) { all.insert(MethodSet(.head)) }
        return all.methods.map(\.rawValue).joined(separator: ", ")
    }
}

extension HTTPMethod {
    /// A small number for tables by method.
    var ordinal: Int {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .patch: 4
        case .delete: 5
        case .options: 6
        }
    }
}
