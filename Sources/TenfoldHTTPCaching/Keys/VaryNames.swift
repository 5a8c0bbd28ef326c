/// The fields of a request that a response depends on, as its `Vary` names them.
struct VaryNames: Sendable, Hashable {
    /// More make a response unusable for others.
    static let mostNames = 16

    /// In lower case, sorted, each once. Never empty.
    let names: [[UInt8]]

    enum Parsed: Sendable, Equatable {
        case none
        case some(VaryNames)
        /// `*`, too many, no list of names, or what only the gateway writes: no other request can be told to be the same.
        case unusable
    }

    static func parse(_ values: [Range<Int>], in bytes: Span<UInt8>) -> Parsed {
        var names: Set<[UInt8]> = []
        for value in values {
            var members = ListScanner(value)
            while let member = members.next(bytes) {
                let name = bytes.lowercased(member)
                guard bytes.isToken(member), name != [UInt8(ascii: "*")], !isOfGateway(name) else { return .unusable }
                if !isInKey(name) { names.insert(name) }
                guard names.count <= mostNames else { return .unusable }
            }
        }
        guard !names.isEmpty else { return .none }
        return .some(VaryNames(names: names.sorted { $0.lexicographicallyPrecedes($1) }))
    }

    /// The key tells them apart already.
    private static func isInKey(_ name: [UInt8]) -> Bool {
        [inKeyHost, inKeyForwardedHost, inKeyForwardedScheme].contains(name)
    }

    /// The gateway writes them anew for each client, whatever the request says.
    private static func isOfGateway(_ name: [UInt8]) -> Bool {
        !isInKey(name)
            && (name.starts(with: "x-forwarded-".utf8) || name.starts(with: "x-authenticated-".utf8)
                || name == forwarded
                || name == realAddress)
    }

    private static let inKeyHost = Array("host".utf8)
    private static let inKeyForwardedHost = Array("x-forwarded-host".utf8)
    private static let inKeyForwardedScheme = Array("x-forwarded-proto".utf8)
    private static let forwarded = Array("forwarded".utf8)
    private static let realAddress = Array("x-real-ip".utf8)
}
