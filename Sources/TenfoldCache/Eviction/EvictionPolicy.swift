/// Decides which entry goes when room is needed. Pure: it knows entries by their slot number, never by their content.
///
/// A slot is in use from `inserted` to `removed`; the caller keeps to that, from one thread at a time.
package protocol EvictionPolicy: Sendable {
    init()
    /// A new entry is in `slot`. `hash` is its key's, for policies that count how often keys are asked for.
    mutating func inserted(_ slot: Int, hash: Int)
    /// The entry in `slot` was read.
    mutating func used(_ slot: Int, hash: Int)
    /// The entry in `slot` is gone.
    mutating func removed(_ slot: Int)
    /// The entry that goes next, nil when there is none.
    func victim() -> Int?
}
