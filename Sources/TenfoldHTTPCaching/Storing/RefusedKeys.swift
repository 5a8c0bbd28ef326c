import NIOCore
import Synchronization

/// Remembers for a while which URLs had an answer that was for one client alone: nobody waits for such an answer, and the
/// client's own conditions stay in the request. A table by hash: of two URLs that share a place the later one is known.
final class RefusedKeys: Sendable {
    /// For how long.
    static let span = TimeAmount.seconds(10)
    private static let places = 4_096

    private struct Place {
        var hash: UInt64 = 0
        var until = NIODeadline.uptimeNanoseconds(0)
    }

    private let table = Mutex([Place](repeating: Place(), count: RefusedKeys.places))

    func note(_ hash: UInt64, _ now: NIODeadline) {
        table.withLock { $0[Self.place(hash)] = Place(hash: hash, until: now + Self.span) }
    }

    func contains(_ hash: UInt64, _ now: NIODeadline) -> Bool {
        table.withLock { table in
            let place = table[Self.place(hash)]
            return place.hash == hash && now < place.until
        }
    }

    private static func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 20) & (places - 1) }
}
