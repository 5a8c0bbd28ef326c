/// The keys of an issuer, none of them under the id of another.
package struct KeySet: Sendable {
    enum Lookup {
        case found(VerificationKey)
        /// The key of that id is for another algorithm.
        case mismatch
        /// There is none, or several could be meant.
        case unknown
    }

    static let mostKeys = 100
    static let empty = KeySet()

    let keys: [VerificationKey]
    private let named: [String: VerificationKey]
    /// Whether a key without an id answers to every id: so for keys that are configured one by one, not for those of a
    /// JWK set, where an id that is not there means that the keys have changed.
    private let unnamedTakeEveryID: Bool

    private init() { (keys, named, unnamedTakeEveryID) = ([], [:], false) }

    /// - Throws: for an id that two keys have, and for too many keys.
    init(_ keys: [VerificationKey], unnamedTakeEveryID: Bool) throws(KeyFault) {
        guard keys.count <= Self.mostKeys else {
            throw .malformed("at most \(Self.mostKeys) keys are allowed, not \(keys.count)")
        }
        var named: [String: VerificationKey] = [:]
        for key in keys {
            guard let id = key.id else { continue }
            guard named.updateValue(key, forKey: id) == nil else {
                throw .malformed("two keys have the id \(id.debugDescription)")
            }
        }
        (self.keys, self.named, self.unnamedTakeEveryID) = (keys, named, unnamedTakeEveryID)
    }

    private init(_ keys: [VerificationKey], like other: KeySet) {
        self.keys = keys
        self.named = Dictionary(keys.compactMap { key in key.id.map { ($0, key) } }) { first, _ in first }
        self.unnamedTakeEveryID = other.unnamedTakeEveryID
    }

    var isEmpty: Bool { keys.isEmpty }

    /// These keys, with the objects of those that were there before, so that what they signed is still known; those
    /// that are gone are withdrawn.
    func keepingSame(of old: KeySet) -> (keys: KeySet, isChanged: Bool) {
        var gone = old.keys
        let kept = keys.map { key in
            guard let place = gone.firstIndex(where: { $0.isSame(as: key) }) else { return key }
            return gone.remove(at: place)
        }
        for key in gone { key.withdraw() }
        return (KeySet(kept, like: self), kept.count != old.keys.count || !gone.isEmpty)
    }

    /// Nothing that they signed is known again.
    func withdraw() {
        for key in keys { key.withdraw() }
    }

    /// - Parameter id: the token's `kid`; without one the only key for the algorithm is meant.
    func key(id: String?, for algorithm: TokenAlgorithm) -> Lookup {
        if let id, let key = named[id] { return key.algorithm == algorithm ? .found(key) : .mismatch }
        if id != nil, !unnamedTakeEveryID { return .unknown }
        let candidates = keys.filter { $0.algorithm == algorithm && (id == nil || $0.id == nil) }
        guard let first = candidates.first, candidates.count == 1 else { return .unknown }
        return .found(first)
    }
}
