/// Decides which entries are kept when not all fit. Pure: it knows entries by slot number, hash of the key and size,
/// never by their content.
///
/// A slot is in use from an `admit` that answers true until `remove`, or until it is named among the evicted; the caller
/// keeps to that, from one thread at a time. The sum of the bytes in use never exceeds the limit.
package protocol EvictionPolicy: Sendable {
    /// - Parameters:
    ///   - byteLimit: of all entries together.
    ///   - seed: for policies that hash or draw.
    init(byteLimit: Int, seed: UInt64)

    /// How many were to be kept, now or after their time in a window, and were asked for less than what was in their way.
    var rejections: Int { get }

    /// Whether a new entry is kept, in `slot`. Room is made before it is counted: the slots of the entries that have to
    /// go for it are appended to `evicted`, and are not in use any more, whatever the answer.
    mutating func admit(_ slot: Int, hash: UInt64, bytes: Int, evicted: inout [Int]) -> Bool

    /// The entry in `slot` was read.
    mutating func used(_ slot: Int)

    /// The entry in `slot` has a new value of another size, in its old place. False, and nothing changed, when it does
    /// not fit.
    mutating func resize(_ slot: Int, to bytes: Int) -> Bool

    /// The entry in `slot` is gone.
    mutating func remove(_ slot: Int)
}
